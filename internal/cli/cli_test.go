package cli_test

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/internal/cli"
)

// A device with ports, numbered lists and one clock.
type device struct {
	Name  string
	Tags  []string
	Clock clock
	Lists []list
	Maps  []numberedMap
	Ports []port
}

type clock struct {
	Zone   uint8
	Server netip.Addr
}

type list struct {
	Name    string
	Entries []entry
}

type entry struct {
	Seq  uint32
	Word string
}

type numberedMap struct {
	Name    string
	Entries []step
}

type step struct {
	Seq   uint16
	Value uint16
}

type port struct {
	Name    string
	Speed   uint16
	Down    bool
	NoEcho  bool
	Mode    uint8
	Numbers []uint16
	Groups  []group
}

type group struct {
	ID    uint8
	Label string
}

func deviceTable() *cli.Table[device] {
	groups := cli.NewTable(cli.Rows(
		cli.Value("label", func(g *group) *string { return &g.Label }, cli.Rest(20)),
	))
	ports := cli.NewTable(cli.Rows(
		cli.Value("speed", func(p *port) *uint16 { return &p.Speed }, cli.Uint[uint16](10, 400)),
		cli.Flag("shutdown", func(p *port) *bool { return &p.Down }),
		cli.Flag("no echo", func(p *port) *bool { return &p.NoEcho }),
		cli.Toggle("bridge", func(p *port) *uint8 { return &p.Mode }),
		cli.Words("numbers", func(p *port) *[]uint16 { return &p.Numbers }, cli.Uint[uint16](1, 9)),
		cli.Block("group", func(p *port) *[]group { return &p.Groups },
			cli.Named(func(g *group) *uint8 { return &g.ID }, cli.Uint[uint8](1, 9)), groups),
	))
	clocks := cli.NewTable(cli.Rows(cli.Value("server", func(c *clock) *netip.Addr { return &c.Server }, cli.Addr())))
	steps := cli.NewTable(cli.Rows(cli.Value("value", func(s *step) *uint16 { return &s.Value }, cli.Uint[uint16](1, 9))))
	return cli.NewTable(cli.Rows(
		cli.Value("name", func(d *device) *string { return &d.Name }, cli.Word(8)),
		cli.Each("tag", func(d *device) *[]string { return &d.Tags }, cli.Word(8)),
		cli.Sequences("list", func(d *device) *[]list { return &d.Lists }, cli.Sequence[list, entry]{
			Name:    func(l *list) *string { return &l.Name },
			Entries: func(l *list) *[]entry { return &l.Entries },
			Seq:     func(e *entry) *uint32 { return &e.Seq },
			Names:   cli.Word(8),
			Entry: cli.Head[entry]{
				Append: func(b []byte, e *entry) []byte { return append(b, e.Word...) },
				Parse:  func(a *cli.Args, e *entry) (err error) { e.Word, err = cli.ParseWord(a, 8); return err },
			},
			First: 1, Last: 20, Step: 5,
		}),
		cli.SequenceBlocks("map", func(d *device) *[]numberedMap { return &d.Maps }, cli.SequenceBlock[numberedMap, step]{
			Name:    func(m *numberedMap) *string { return &m.Name },
			Entries: func(m *numberedMap) *[]step { return &m.Entries },
			Seq:     func(s *step) int { return int(s.Seq) },
			Names:   cli.Word(8),
			Entry: cli.Head[step]{
				Append: func(b []byte, s *step) []byte { return fmt.Append(b, s.Seq) },
				Parse: func(a *cli.Args, s *step) (err error) {
					s.Seq, err = cli.ParseUint[uint16](a.Next(), 1, 99)
					return err
				},
			},
		}, steps),
		cli.Single("clock", func(d *device) *clock { return &d.Clock }, func(c *clock) bool { return c.Zone != 0 },
			cli.Named(func(c *clock) *uint8 { return &c.Zone }, cli.Uint[uint8](1, 24)), clocks),
		cli.Spaced(cli.Block("port", func(d *device) *[]port { return &d.Ports },
			cli.Named(func(p *port) *string { return &p.Name }, cli.Word(8)), ports)),
	))
}

func read(t *testing.T, text string) (device, []cli.Line) {
	t.Helper()
	var d device
	kept, errs := cli.Parse([]byte(text), &d, deviceTable(), cli.Dialect{Header: "!printed", Opaque: []string{"router"}})
	require.Empty(t, errs)
	return d, kept
}

func write(d device, kept ...cli.Line) string {
	w := cli.NewWriter(nil, kept)
	deviceTable().Append(w, &d)
	return string(w.Bytes())
}

func TestATextIsReadAndWrittenBack(t *testing.T) {
	const text = `name r1
tag a
tag b
list L seq 5 x
list L seq 7 y
map M 10
  value 3
map M 20
clock 2
  server 192.0.2.1

port p1
  speed 100
  no echo
  no bridge
  numbers 1 2 3
  group 4
    label two words
  group 5

port p2
  shutdown
  bridge
`
	d, kept := read(t, text)
	assert.Empty(t, kept)
	assert.Equal(t, device{
		Name: "r1", Tags: []string{"a", "b"}, Clock: clock{2, netip.MustParseAddr("192.0.2.1")},
		Lists: []list{{"L", []entry{{5, "x"}, {7, "y"}}}},
		Maps:  []numberedMap{{"M", []step{{10, 3}, {20, 0}}}},
		Ports: []port{
			{Name: "p1", Speed: 100, NoEcho: true, Mode: 2, Numbers: []uint16{1, 2, 3}, Groups: []group{{4, "two words"}, {5, ""}}},
			{Name: "p2", Down: true, Mode: 1},
		},
	}, d)
	assert.Equal(t, text, write(d))
	assert.Empty(t, deviceTable().Check(&d))
}

func TestReadingAModeAgainGoesBackIntoIt(t *testing.T) {
	d, _ := read(t, "port a\n speed 10\nport b\n group 1\nport a\n shutdown\n group 2\nport b\n group 1\n  label x\n")
	assert.Equal(t, []port{
		{Name: "a", Speed: 10, Down: true, Groups: []group{{ID: 2}}},
		{Name: "b", Groups: []group{{1, "x"}}},
	}, d.Ports)
}

func TestListEntriesGetTheNextMultiple(t *testing.T) {
	d, _ := read(t, "list L a\nlist L seq 12 b\nlist L c\nlist L seq 1 d\nlist L seq 12 b\n")
	assert.Equal(t, []entry{{1, "d"}, {5, "a"}, {12, "b"}, {15, "c"}}, d.Lists[0].Entries)
}

func TestErrorsNameTheirLines(t *testing.T) {
	rows := map[string]string{
		"port p\n speed 9":               `line 2: "speed 9": "9" is not a number from 10 to 400`,
		"port p\n speed":                 "nothing is not a number",
		"port p\n numbers":               "value is missing",
		"name toolongname":               "longer than 8",
		"list L seq 21 x":                "sequence number",
		"list L seq 5 x\nlist L seq 5 y": "taken by another entry",
		"list L seq 20 x\nlist L y":      "no sequence number is left",
		"clock 1\nclock 2":               `there is "clock 1" already`,
		"clock 1\n server 1.2.3":         "not an address",
	}
	for text, want := range rows {
		var d device
		_, errs := cli.Parse([]byte(text), &d, deviceTable(), cli.Dialect{})
		require.Len(t, errs, 1, text)
		assert.ErrorContains(t, errs[0], want)
	}
}

func TestTheLinesOfARefusedModeAreNotTakenForOthers(t *testing.T) {
	var d device
	kept, errs := cli.Parse([]byte("port p\n speed 10\n group 10\n  label x\n  speed 99\n shutdown\n"), &d, deviceTable(), cli.Dialect{})
	assert.Len(t, errs, 1)
	assert.Empty(t, kept)
	assert.Equal(t, []port{{Name: "p", Speed: 10, Down: true}}, d.Ports)
}

func TestKeptLinesReturnToTheirPlaces(t *testing.T) {
	text := "name r1\nrouter x\n  name inside\nport p\n  speed 10\n  foo bar\n    name deeper\n  group 4\n    baz\nend of it\n"
	d, kept := read(t, text)
	assert.Equal(t, "r1", d.Name)
	assert.Equal(t, []cli.Line{
		{Text: "router x", Number: 2}, {Text: "  name inside", Number: 3},
		{Context: []string{"port p"}, Text: "foo bar", Number: 6}, {Context: []string{"port p"}, Text: "  name deeper", Number: 7},
		{Context: []string{"port p", "group 4"}, Text: "baz", Number: 9},
		{Text: "end of it", Number: 10},
	}, kept)
	assert.Equal(t, "name r1\nrouter x\n  name inside\nend of it\n\nport p\n  speed 10\n  foo bar\n    name deeper\n  group 4\n    baz\n", write(d, kept...))
}

func TestAFlatTextIsReadByItsModes(t *testing.T) {
	d, kept := read(t, "port p\nspeed 10\nfoo\ngroup 4\nlabel x\nshutdown\nrouter y\nshutdown\nport q\n")
	assert.Equal(t, []port{{Name: "p", Speed: 10, Down: true, Groups: []group{{4, "x"}}}, {Name: "q"}}, d.Ports)
	assert.Equal(t, []cli.Line{
		{Context: []string{"port p"}, Text: "foo", Number: 3},
		{Text: "router y", Number: 7}, {Text: "  shutdown", Number: 8},
	}, kept)
	_, kept = read(t, "!printed by the device\nport p\nfoo\n")
	assert.Equal(t, []cli.Line{{Text: "foo", Number: 3}}, kept, "its indentation is trusted")
}

func TestTabsStandForEightColumns(t *testing.T) {
	d, kept := read(t, "port p\n  group 4\n\tlabel x\n   \tfoo\n")
	assert.Equal(t, []port{{Name: "p", Groups: []group{{4, "x"}}}}, d.Ports)
	assert.Equal(t, []cli.Line{{Context: []string{"port p", "group 4"}, Text: "foo", Number: 4}}, kept)
}

func TestCheckFindsWhatWouldNotReadBack(t *testing.T) {
	valid := func() device {
		return device{Name: "r1", Lists: []list{{"L", []entry{{1, "x"}, {2, "y"}}}}, Ports: []port{{Name: "p", Groups: []group{{4, "x"}}}}}
	}
	d := valid()
	require.Empty(t, deviceTable().Check(&d))
	rows := map[string]struct {
		change func(*device)
		path   string
	}{
		"a word of two":           {func(d *device) { d.Name = "two words" }, "name"},
		"a number out of range":   {func(d *device) { d.Ports[0].Speed = 9 }, "port p: speed"},
		"a text with a line end":  {func(d *device) { d.Ports[0].Groups[0].Label = "x\nshutdown" }, "port p: group 4: label"},
		"a mode without its name": {func(d *device) { d.Ports[0].Name = "" }, "port"},
		"a mode twice":            {func(d *device) { d.Ports = append(d.Ports, port{Name: "p"}) }, "port p"},
		"a value twice":           {func(d *device) { d.Tags = []string{"a", "b", "a"} }, "tag a"},
		"entries out of order":    {func(d *device) { d.Lists[0].Entries[1].Seq = 1 }, "list L"},
		"a list without entries":  {func(d *device) { d.Lists[0].Entries = nil }, "list L"},
		"a number that is none":   {func(d *device) { d.Lists[0].Entries[0].Seq = 0 }, "list L: seq 0"},
		"a third way":             {func(d *device) { d.Ports[0].Mode = 3 }, "port p: bridge"},
		"a mode that is not set":  {func(d *device) { d.Clock.Server = netip.MustParseAddr("::1") }, "clock"},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			d := valid()
			row.change(&d)
			found := deviceTable().Check(&d)
			require.NotEmpty(t, found)
			assert.Equal(t, row.path, found[0].Path)
			assert.Error(t, found[0].Err)
		})
	}
}

func FuzzParse(f *testing.F) {
	f.Add("name r1\nport p\n  speed 10\n  foo\n    bar\n")
	f.Add("port p\nspeed 10\nrouter y\nshutdown\n\tx\n")
	f.Fuzz(func(t *testing.T, text string) {
		var d device
		dialect := cli.Dialect{Header: "!printed", Opaque: []string{"router"}}
		kept, errs := cli.Parse([]byte(text), &d, deviceTable(), dialect)
		if len(errs) > 0 {
			return
		}
		var again device
		keptAgain, errs := cli.Parse([]byte("!printed\n"+write(d, kept...)), &again, deviceTable(), dialect)
		require.Empty(t, errs)
		require.Equal(t, d, again)
		require.Len(t, keptAgain, len(kept))
	})
}

func ExampleTable() {
	type port struct {
		MTU  uint16
		Down bool
	}
	table := cli.NewTable(cli.Rows(
		cli.Value("mtu", func(p *port) *uint16 { return &p.MTU }, cli.Uint[uint16](576, 9216)),
		cli.Flag("shutdown", func(p *port) *bool { return &p.Down }),
	))
	w := cli.NewWriter(nil, nil)
	table.Append(w, &port{MTU: 9216, Down: true})
	fmt.Print(string(w.Bytes()))

	var p port
	_, errs := cli.Parse([]byte("mtu 9000\nno shutdown\n"), &p, table, cli.Dialect{})
	fmt.Println(p, errs)
	for _, f := range table.Check(&port{MTU: 5}) {
		fmt.Println(f.Path, strings.ToUpper(f.Err.Error()))
	}
	// Output:
	// mtu 9216
	// shutdown
	// {9000 false} []
	// mtu 5 IS NOT FROM 576 TO 9216
}
