package lab

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
)

// askBird sends a command to BIRD's control socket and returns the answer
// without the codes in front of its lines.
//
// The protocol is that of birdc (BIRD's doc/reply_codes): a line begins with a
// code of four digits and a minus while others follow, or a space when it is the
// last; a line that begins with a space or a plus continues the code before.
// Codes from 8000 are errors.
func askBird(ctx context.Context, socket, command string) (string, error) {
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, "unix", socket)
	if err != nil {
		return "", err
	}
	defer conn.Close() //nolint:errcheck // the answer is complete by then
	if deadline, ok := ctx.Deadline(); ok {
		if err := conn.SetDeadline(deadline); err != nil {
			return "", err
		}
	}
	in := bufio.NewReader(conn)
	if _, err := readReply(in); err != nil { // the greeting
		return "", err
	}
	if _, err := fmt.Fprintf(conn, "%s\n", command); err != nil {
		return "", err
	}
	return readReply(in)
}

// readReply reads one answer.
func readReply(in *bufio.Reader) (string, error) {
	var out strings.Builder
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			if errors.Is(err, io.EOF) {
				err = io.ErrUnexpectedEOF
			}
			return "", err
		}
		line = strings.TrimSuffix(line, "\n")
		if line == "" {
			continue
		}
		if line[0] == ' ' || line[0] == '+' {
			out.WriteString(line[1:] + "\n")
			continue
		}
		const code = 4
		if len(line) <= code || line[code] != ' ' && line[code] != '-' {
			return "", fmt.Errorf("no reply of BIRD: %q", line)
		}
		if line[0] >= '8' {
			return "", fmt.Errorf("BIRD says %q", line)
		}
		if text := line[code+1:]; text != "" {
			out.WriteString(text + "\n")
		}
		if line[code] == ' ' {
			return out.String(), nil
		}
	}
}
