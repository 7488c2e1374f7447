package cli_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/internal/cli"
)

// A router whose neighbors have no mode of their own, in the manner of FRR.
type flatRouter struct {
	AS     uint32
	Groups []flatGroup
	Peers  []flatPeer
	Areas  []flatArea
}

type flatGroup struct {
	Name  string
	Quiet bool
}

type flatPeer struct {
	Name  string
	AS    uint32
	Quiet bool
}

type flatArea struct{ Number uint16 }

type flatDevice struct{ Router flatRouter }

func flatTable() *cli.Table[flatDevice] {
	group := cli.Named(func(g *flatGroup) *string { return &g.Name }, cli.Word(9))
	group.Suffix = func(b []byte, _ *flatGroup) []byte { return append(b, " group"...) }
	area := cli.Named(func(a *flatArea) *uint16 { return &a.Number }, cli.Uint[uint16](1, 9))
	area.Close = "exit-area"
	router := cli.Named(func(r *flatRouter) *uint32 { return &r.AS }, cli.Uint[uint32](1, 9))
	router.Close = "exit"
	return cli.NewTable(cli.Rows(
		cli.Spaced(cli.Single("router", func(d *flatDevice) *flatRouter { return &d.Router },
			func(r *flatRouter) bool { return r.AS != 0 }, router,
			cli.NewTable(cli.Rows(
				cli.Led("peer", func(r *flatRouter) *[]flatGroup { return &r.Groups }, group,
					func(a *cli.Args, _ *flatGroup) bool { return a.Take("group") },
					cli.NewTable(cli.Rows(cli.Flag("no talk", func(g *flatGroup) *bool { return &g.Quiet })))),
				cli.Led("peer", func(r *flatRouter) *[]flatPeer { return &r.Peers },
					cli.Named(func(p *flatPeer) *string { return &p.Name }, cli.Word(9)), nil,
					cli.NewTable(cli.Rows(
						cli.Value("as", func(p *flatPeer) *uint32 { return &p.AS }, cli.Uint[uint32](1, 9)),
						cli.Flag("no talk", func(p *flatPeer) *bool { return &p.Quiet }),
					))),
				cli.Spaced(cli.Block("area", func(r *flatRouter) *[]flatArea { return &r.Areas }, area, cli.NewTable(cli.Rows[flatArea]()))),
			)))),
	))
}

func flatDialect() cli.Dialect {
	return cli.Dialect{Header: "version", Opaque: []string{"other"}, Close: []string{"exit", "exit-area"}}
}

const flatText = `router 5
 peer G group
 no peer G talk
 peer a as 2
 no peer a talk
 peer b as 3
 !
 area 1
 exit-area
exit
`

func TestLinesWithALeadBelongToTheirElement(t *testing.T) {
	var d flatDevice
	kept, errs := cli.Parse([]byte(flatText), &d, flatTable(), flatDialect())
	require.Empty(t, errs)
	assert.Empty(t, kept)
	assert.Equal(t, flatRouter{
		AS: 5, Groups: []flatGroup{{"G", true}}, Peers: []flatPeer{{"a", 2, true}, {"b", 3, false}}, Areas: []flatArea{{1}},
	}, d.Router)
	w := cli.Layout{Indent: 1, Separator: "!"}.NewWriter(nil, nil)
	flatTable().Append(w, &d)
	assert.Equal(t, "!\n"+flatText, string(w.Bytes()))
}

func TestALineOfAnElementThatIsNotDeclaredIsNotModelled(t *testing.T) {
	table := cli.NewTable(cli.Rows(
		cli.Led("peer", func(r *flatRouter) *[]flatGroup { return &r.Groups },
			cli.Named(func(g *flatGroup) *string { return &g.Name }, cli.Word(9)),
			func(a *cli.Args, _ *flatGroup) bool { return a.Take("group") },
			cli.NewTable(cli.Rows(cli.Flag("no talk", func(g *flatGroup) *bool { return &g.Quiet }))))))
	var r flatRouter
	kept, errs := cli.Parse([]byte("no peer G talk\npeer G group\npeer G sing\nno peer G group\n"), &r, table, flatDialect())
	require.Empty(t, errs)
	assert.Equal(t, []flatGroup{{Name: "G"}}, r.Groups)
	require.Len(t, kept, 3)
	assert.Equal(t, "no peer G talk", kept[0].Text)
	assert.Equal(t, "peer G sing", kept[1].Text)
	assert.Equal(t, "no peer G group", kept[2].Text)
}

func TestCheckNamesTheElementOfALead(t *testing.T) {
	d := flatDevice{Router: flatRouter{AS: 5, Peers: []flatPeer{{"a", 12, false}, {"a", 1, false}}}}
	var found []string
	for _, f := range flatTable().Check(&d) {
		found = append(found, f.Path)
	}
	assert.Equal(t, []string{"router 5: peer a: as", "router 5: peer a"}, found)
}

func TestTheEndOfAKeptModeIsKeptWithIt(t *testing.T) {
	for name, text := range map[string]string{
		"indented": "version 1\nrouter 5\n other x\n  y\n exit-area\n area 1\n exit-area\nexit\nother z\n w\nexit\n",
		"flat":     "router 5\narea 1\nexit-area\nexit\nother z\nw\nexit\nrouter 5\n",
	} {
		t.Run(name, func(t *testing.T) {
			var d flatDevice
			kept, errs := cli.Parse([]byte(text), &d, flatTable(), flatDialect())
			require.Empty(t, errs)
			assert.Equal(t, flatRouter{AS: 5, Areas: []flatArea{{1}}}, d.Router)
			var lines []string
			for _, l := range kept {
				lines = append(lines, l.Text)
			}
			assert.Equal(t, "exit", lines[len(lines)-1])
			w := cli.Layout{Indent: 1, Separator: "!"}.NewWriter(nil, kept)
			flatTable().Append(w, &d)
			var again flatDevice
			kept2, errs := cli.Parse(w.Bytes(), &again, flatTable(), flatDialect())
			require.Empty(t, errs)
			assert.Equal(t, d, again)
			assert.ElementsMatch(t, keys(kept), keys(kept2))
		})
	}
}

func keys(lines []cli.Line) (all []string) {
	for _, l := range lines {
		all = append(all, l.Key())
	}
	return all
}
