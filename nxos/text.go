package nxos

import "github.com/podfabric/podfabric/internal/cli"

// Text returns c as `show running-config` prints it: two spaces a level, features
// first, then VLANs, lists, route-maps, static routes, VRFs, vPC, interfaces and
// BGP. It reveals the passwords. It writes what c says; [Config.Validate] says
// whether a device would take it.
func Text(c Config) []byte { return AppendText(nil, &c) }

// AppendText appends the text of c to b.
func AppendText(b []byte, c *Config) []byte {
	var kept []cli.Line
	for _, l := range c.Unmodelled {
		kept = append(kept, cli.Line(l))
	}
	if kept != nil {
		// It says that the indentation is the device's: lines without a field are
		// read by it.
		b = append(b, header+"\n"...)
	}
	w := cli.NewWriter(b, kept)
	configTable.Append(w, c)
	return w.Bytes()
}
