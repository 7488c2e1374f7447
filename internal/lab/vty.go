package lab

import (
	"bytes"
	"context"
	"fmt"
	"net"
)

// askFRR sends a command to the socket of one of FRR's daemons, as vtysh does,
// and returns what it prints.
//
// A command ends with a zero byte; an answer ends with three of them and the
// return code (vtysh_client_run in FRR's vtysh/vtysh.c, vtysh_write in lib/vty.c).
func askFRR(ctx context.Context, socket, command string) ([]byte, error) {
	c, err := dialFRR(ctx, socket)
	if err != nil {
		return nil, err
	}
	defer c.conn.Close() //nolint:errcheck // nothing is written any more
	return c.ask(command)
}

// A vtyConn is a connection to a daemon of FRR.
type vtyConn struct{ conn net.Conn }

func dialFRR(ctx context.Context, socket string) (*vtyConn, error) {
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, "unix", socket)
	if err != nil {
		return nil, err
	}
	if deadline, ok := ctx.Deadline(); ok {
		if err := conn.SetDeadline(deadline); err != nil {
			conn.Close() //nolint:errcheck // the deadline's error counts
			return nil, err
		}
	}
	return &vtyConn{conn}, nil
}

// ask runs one command.
func (c *vtyConn) ask(command string) ([]byte, error) {
	if _, err := c.conn.Write(append([]byte(command), 0)); err != nil {
		return nil, err
	}
	var answer []byte
	buffer := make([]byte, 32<<10)
	for {
		n, err := c.conn.Read(buffer)
		if err != nil {
			return nil, fmt.Errorf("%q: %w", command, err)
		}
		answer = append(answer, buffer[:n]...)
		const end = 4
		if len(answer) < end || !bytes.Equal(answer[len(answer)-end:len(answer)-1], []byte{0, 0, 0}) {
			continue
		}
		text, code := answer[:len(answer)-end], answer[len(answer)-1]
		if code != 0 {
			return nil, fmt.Errorf("%q: code %d: %s", command, code, bytes.TrimSpace(text))
		}
		return text, nil
	}
}
