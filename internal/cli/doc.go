// Package cli binds the lines of a network device's command line to the fields
// of typed structs, in both directions.
//
// A [Row] is one command of one mode: a keyword, and how its value is written
// and read. A [Table] is a mode, the rows in the order in which they are
// printed. A keyword therefore stands in one place of a program: the row that
// writes a line also reads it.
//
//	type port struct {
//		MTU  uint16
//		Down bool
//	}
//
//	table := cli.NewTable(cli.Rows(
//		cli.Value("mtu", func(p *port) *uint16 { return &p.MTU }, cli.Uint[uint16](576, 9216)),
//		cli.Flag("shutdown", func(p *port) *bool { return &p.Down }),
//	))
//
// Reading follows the device: a line belongs to the innermost open mode that
// knows it, whatever its indentation. A line that no mode knows is kept, in the
// context that its indentation says (see [Parse]).
package cli
