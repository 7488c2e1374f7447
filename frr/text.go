package frr

import "github.com/podfabric/podfabric/internal/cli"

// Text returns c as /etc/frr/frr.conf: one blank a level, blocks ended by "exit"
// and set apart by "!", as vtysh writes it. What others refer to comes first:
// lists, interfaces, route-maps, BFD profiles, BGP. vtysh itself saves route-maps
// behind BGP and complains of them when it reads the file again; [Parse] reads
// either order.
//
// It reveals the passwords. It writes what c says; [Config.Validate] says whether
// FRR would take it.
func Text(c Config) []byte { return AppendText(nil, &c) }

// AppendText appends the text of c to b.
func AppendText(b []byte, c *Config) []byte {
	var kept []cli.Line
	for _, l := range c.Unmodelled {
		kept = append(kept, cli.Line(l))
	}
	if kept != nil {
		b = append(b, header+"\n"...)
	}
	w := layout().NewWriter(b, kept)
	configTable.Append(w, c)
	return w.Bytes()
}
