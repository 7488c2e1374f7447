package fabric

import (
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/internal/strict"
	"github.com/podfabric/podfabric/ipam"
)

var update = flag.Bool("update", false, "write the schemas anew")

// TestSchema holds the published schemas against the types and their comments.
func TestSchema(t *testing.T) {
	comments := readComments(t)
	tests := map[string]struct {
		file string
		of   reflect.Type
		got  []byte
	}{
		"a design": {"design.schema.json", reflect.TypeFor[Design](), DesignSchema()},
		"a state":  {"state.schema.json", reflect.TypeFor[State](), StateSchema()},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			want, err := strict.Schema{
				Codec:    format(),
				ID:       "https://raw.githubusercontent.com/podfabric/podfabric/main/fabric/" + test.file,
				Title:    "podfabric: " + name,
				Describe: comments.describe,
				Of:       schemasOfTexts(),
				Bounds:   bounds(),
			}.For(test.of)
			require.NoError(t, err)
			if *update {
				require.NoError(t, os.WriteFile(test.file, want, 0o644))
				return
			}
			assert.Equal(t, string(want), string(test.got), "out of date; run: go test ./fabric -run TestSchema -update")
		})
	}
}

// Every exported field has a name in the file and a comment, and every type a
// comment; both are what an editor shows.
func TestSchemaDescribesEverything(t *testing.T) {
	comments := readComments(t)
	for _, root := range []reflect.Type{reflect.TypeFor[Design](), reflect.TypeFor[State]()} {
		structs, wrong := format().Structs(root)
		assert.Empty(t, wrong)
		fields := 0
		for _, s := range structs {
			assert.NotEmpty(t, comments.describe(s, ""), "%s has no comment", s)
			for f := range s.Fields() {
				if f.IsExported() && !f.Anonymous {
					fields++
					assert.NotEmpty(t, comments.describe(s, f.Name), "%s.%s has no comment", s, f.Name)
				}
			}
		}
		assert.Greater(t, fields, 5)
	}
}

// Every struct that implements a choice can be written in a file.
func TestFormatKnowsEveryVariant(t *testing.T) {
	structs, _ := format().Structs(reflect.TypeFor[Design]())
	known := make(map[string]bool)
	for _, s := range structs {
		known[s.Name()] = true
	}
	sources := parseSources(t)
	seals := make(map[string]bool) // the methods that seal the choices
	for _, file := range sources {
		ast.Inspect(file, func(n ast.Node) bool {
			i, ok := n.(*ast.InterfaceType)
			if ok && len(i.Methods.List) == 1 && len(i.Methods.List[0].Names) == 1 {
				seals[i.Methods.List[0].Names[0].Name] = true
			}
			return true
		})
	}
	require.Contains(t, seals, "isCNI")
	variants := 0
	for _, file := range sources {
		for _, decl := range file.Decls {
			f, ok := decl.(*ast.FuncDecl)
			if !ok || f.Recv == nil || !seals[f.Name.Name] {
				continue
			}
			variants++
			if f.Recv.List[0].Type.(*ast.Ident).Name == "ACIMode" {
				continue // what a plan says of a leaf of an ACI fabric; no design chooses it
			}
			name, ok := f.Recv.List[0].Type.(*ast.Ident)
			require.True(t, ok, "a variant is a struct, not a pointer to one")
			assert.True(t, known[name.Name], "format does not know %s", name.Name)
		}
	}
	assert.GreaterOrEqual(t, variants, 9)
}

// schemasOfTexts are the schemas of what is written as a text of its own.
func schemasOfTexts() map[reflect.Type]strict.Object {
	text := func(pattern string) strict.Object {
		return strict.Object{{Name: "type", Value: "string"}, {Name: "pattern", Value: pattern}}
	}
	const number = `[0-9]+(\.[0-9]+)?`
	asn := text("^" + number + "$")
	plain := strict.Object{
		{Name: "type", Value: "integer"},
		{Name: "minimum", Value: 1}, {Name: "maximum", Value: uint32(lastASN)},
	}
	// Asdot without quotes is a number to every reader of YAML but ours.
	dotted := strict.Object{
		{Name: "type", Value: "number"},
		{Name: "exclusiveMinimum", Value: 0}, {Name: "exclusiveMaximum", Value: 1 << 16},
	}
	only := func(name string, value strict.Object) strict.Object {
		return strict.Object{
			{Name: "type", Value: "object"},
			{Name: "properties", Value: strict.Object{{Name: name, Value: value}}},
			{Name: "required", Value: []string{name}},
			{Name: "additionalProperties", Value: false},
		}
	}
	some := strict.Object{{Name: "type", Value: "string"}, {Name: "minLength", Value: 1}}
	const address = `[0-9]{1,3}(\.[0-9]{1,3}){3}|[0-9A-Fa-f]*:[0-9A-Fa-f:.]+`
	const position = `(first(\+[1-9][0-9]*)?|last(-[1-9][0-9]*)?|` + address + `)`
	return map[reflect.Type]strict.Object{
		reflect.TypeFor[ipam.Position](): text("^" + position + "$"),
		reflect.TypeFor[ipam.Span]():     text("^" + position + `\.\.` + position + "$"),
		reflect.TypeFor[VLANRange]():     text("^ *[0-9]{1,4} *- *[0-9]{1,4} *$"),
		reflect.TypeFor[ASN]():           {{Name: "anyOf", Value: []strict.Object{plain, dotted, asn}}},
		reflect.TypeFor[ASNRange]():      text("^ *" + number + " *- *" + number + " *$"),
		reflect.TypeFor[Version]():       text(`^v?[0-9]+\.[0-9]+(\.[0-9]+)?$`),
		reflect.TypeFor[Community]():     text("^[0-9]{1,5}:[0-9]{1,5}$"),
		reflect.TypeFor[Secret](): {{Name: "oneOf", Value: []strict.Object{
			some, only("from", some), only("redacted", strict.Object{{Name: "const", Value: true}}),
		}}},
	}
}

// bounds are the bounds of numbers that do not depend on anything else. Zero is
// in all of them: it is the same as leaving the field out.
func bounds() map[string][2]int64 {
	return map[string][2]int64{
		"ECMP.Spine":               {0, 64},
		"ECMP.Uplinks":             {0, 64},
		"ECMP.Nodes":               {0, 64},
		"IPFabric.MTU":             {0, 9216},
		"Network.VLAN":             {0, 3967},
		"IPFabric.BackupVLAN":      {0, 3967},
		"Network.GatewayGroup":     {0, 4095},
		"Rack.VPCDomain":           {0, 1000},
		"BFD.Multiplier":           {0, 50},
		"SessionTerms.MaxASLength": {0, 512},
		"PodPool.Block":            {0, 128},
		"Pools.LinkLength":         {0, 31},
		"Lengths.IPv4":             {0, 32},
		"Lengths.IPv6":             {0, 128},
	}
}

// The schema's bounds are those that the comments state; the plan enforces them.
func TestSchemaBoundsAreThoseOfTheComments(t *testing.T) {
	comments := readComments(t)
	for field, b := range bounds() {
		owner, name, _ := strings.Cut(field, ".")
		text := comments.fields[owner][name]
		if owner == "ECMP" {
			text = comments.types[owner]
		}
		assert.Regexp(t, `\b`+strconv.FormatInt(b[1], 10)+`\b`, text, field)
	}
}

// comments are the doc comments of the package's types and their fields.
type comments struct {
	types  map[string]string
	fields map[string]map[string]string
}

func (c comments) describe(t reflect.Type, field string) string {
	if field == "" {
		return c.types[t.Name()]
	}
	return c.fields[t.Name()][field]
}

func parseSources(t *testing.T) []*ast.File {
	t.Helper()
	set := token.NewFileSet()
	names, err := fs.Glob(os.DirFS("."), "*.go")
	require.NoError(t, err)
	names = append(names, "../ipam/layout.go") // which a design holds
	var files []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(set, name, nil, parser.ParseComments|parser.SkipObjectResolution)
		require.NoError(t, err)
		files = append(files, file)
	}
	return files
}

func readComments(t *testing.T) comments {
	t.Helper()
	c := comments{make(map[string]string), make(map[string]map[string]string)}
	for _, file := range parseSources(t) {
		for _, decl := range file.Decls {
			if d, ok := decl.(*ast.GenDecl); ok && d.Tok == token.TYPE {
				for _, spec := range d.Specs {
					c.read(d, spec.(*ast.TypeSpec))
				}
			}
		}
	}
	return c
}

func (c comments) read(d *ast.GenDecl, spec *ast.TypeSpec) {
	doc := spec.Doc
	if doc == nil {
		doc = d.Doc
	}
	name := spec.Name.Name
	c.types[name] = plainText(doc)
	s, ok := spec.Type.(*ast.StructType)
	if !ok {
		return
	}
	c.fields[name] = make(map[string]string)
	before := ""
	end := token.NoPos
	for _, f := range s.Fields.List {
		// A field without a comment, right below another one, shares its comment.
		text := plainText(f.Doc)
		if text == "" && end.IsValid() && f.Pos() <= end+3 {
			text = before
		}
		for _, n := range f.Names {
			c.fields[name][n.Name] = text
		}
		before, end = text, f.End()
	}
}

var links = regexp.MustCompile(`\[([A-Za-z.]+)\]`)

// plainText is a comment as an editor shows it: links are words, and a paragraph
// is one line.
func plainText(doc *ast.CommentGroup) string {
	text := links.ReplaceAllString(strings.TrimSpace(doc.Text()), "$1")
	paragraphs := strings.Split(text, "\n\n")
	for i, p := range paragraphs {
		paragraphs[i] = strings.ReplaceAll(p, "\n", " ")
	}
	return strings.Join(paragraphs, "\n")
}
