package fabric_test

import (
	"bytes"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var updateProblems = flag.Bool("update-problems", false, "write the generated part of docs/problems.md")

const (
	moduleRoot   = ".."
	problemsPage = "../docs/problems.md"
	tableBegin   = "<!-- codes: written by go test ./fabric -run Problems -update-problems -->\n"
	tableEnd     = "<!-- end of codes -->\n"
)

// A documented is what the sources say of one code.
type documented struct {
	code, meaning     string
	refused, warned   bool
	sources           []string
	pkg, constantName string
}

// TestProblemsPageListsEveryCode holds docs/problems.md to the constants of type
// fabric.Code in the whole module.
func TestProblemsPageListsEveryCode(t *testing.T) {
	codes := codesOfModule(t)
	byText := map[string]string{}
	for _, c := range codes {
		where := c.pkg + "." + c.constantName
		assert.NotEmpty(t, c.meaning, "the comment of %s does not say what it means, after its name and a colon", where)
		assert.Empty(t, byText[c.code], "%s has the same text as %s", where, byText[c.code])
		assert.Regexp(t, `^[a-z0-9]+(-[a-z0-9]+)*$`, c.code, where)
		byText[c.code] = where
	}
	page, err := os.ReadFile(problemsPage)
	require.NoError(t, err)
	before, rest, found := bytes.Cut(page, []byte(tableBegin))
	require.True(t, found, "no %q", tableBegin)
	_, after, found := bytes.Cut(rest, []byte(tableEnd))
	require.True(t, found, "no %q", tableEnd)
	want := string(before) + tableBegin + table(codes) + tableEnd + string(after)
	if *updateProblems {
		require.NoError(t, os.WriteFile(problemsPage, []byte(want), 0o644))
		return
	}
	assert.Equal(t, want, string(page), "run go test ./fabric -run Problems -update-problems")
}

// TestProblemsPageKnowsEveryErratum holds the second table to the errata of the
// documents, and to codes that exist.
func TestProblemsPageKnowsEveryErratum(t *testing.T) {
	page, err := os.ReadFile(problemsPage)
	require.NoError(t, err)
	_, errata, found := strings.Cut(string(page), "## Errata of the documents\n")
	require.True(t, found)
	counts := map[string]int{"S000": 1, "S001": 3, "S002": 8, "S003": 6, "S004": 12}
	for document, n := range counts {
		for i := range n {
			assert.Contains(t, errata, fmt.Sprintf("| %s-%d |", document, i+1))
		}
	}
	known := map[string]bool{}
	for _, c := range codesOfModule(t) {
		known[c.code] = true
	}
	for _, mention := range regexp.MustCompile("`([a-z0-9-]+)`").FindAllStringSubmatch(errata, -1) {
		assert.True(t, known[mention[1]], "there is no code %s", mention[1])
	}
}

// codesOfModule reads every package of the module.
func codesOfModule(t *testing.T) []documented {
	t.Helper()
	var all []documented
	err := filepath.WalkDir(moduleRoot, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.IsDir() {
			return err
		}
		if name := entry.Name(); path != moduleRoot && (strings.HasPrefix(name, ".") || name == "testdata") {
			return fs.SkipDir
		}
		if _, err := os.Stat(filepath.Join(path, "go.mod")); err == nil && path != moduleRoot {
			return fs.SkipDir
		}
		all = append(all, codesOfPackage(t, path)...)
		return nil
	})
	require.NoError(t, err)
	require.NotEmpty(t, all)
	return all
}

func codesOfPackage(t *testing.T, dir string) []documented {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	require.NoError(t, err)
	var files []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments|parser.SkipObjectResolution)
		require.NoError(t, err)
		files = append(files, file)
	}
	pkg, err := filepath.Rel(moduleRoot, dir)
	require.NoError(t, err)
	r := reader{codes: map[string]*documented{}, texts: map[string]string{}, pkg: filepath.ToSlash(pkg)}
	for _, file := range files {
		for _, decl := range file.Decls {
			r.constants(decl)
		}
	}
	r.functions(files)
	var all []documented
	for _, name := range slices.Sorted(maps.Keys(r.codes)) {
		all = append(all, *r.codes[name])
	}
	return all
}

// A reader gathers the codes of one package, and what problems say of them.
type reader struct {
	pkg   string
	codes map[string]*documented // by constant
	texts map[string]string      // string constants
}

func (r *reader) constants(n ast.Node) bool {
	decl, ok := n.(*ast.GenDecl)
	if !ok || decl.Tok != token.CONST {
		return true
	}
	for _, s := range decl.Specs {
		spec, ok := s.(*ast.ValueSpec)
		if !ok || len(spec.Values) != len(spec.Names) {
			continue
		}
		for i, name := range spec.Names {
			text, constant := r.text(spec.Values[i])
			if !constant {
				continue
			}
			r.texts[name.Name] = text
			if isCodeType(spec.Type) {
				doc := spec.Doc
				if doc == nil && len(decl.Specs) == 1 {
					doc = decl.Doc
				}
				r.codes[name.Name] = &documented{code: text, meaning: meaning(name.Name, doc.Text()), pkg: r.pkg, constantName: name.Name}
			}
		}
	}
	return true
}

func isCodeType(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name == "Code"
	case *ast.SelectorExpr:
		return e.Sel.Name == "Code"
	}
	return false
}

// meaning is what follows the constant's name and a colon in its doc comment;
// there is none in a comment of another form.
func meaning(name, doc string) string {
	text, found := strings.CutPrefix(strings.Join(strings.Fields(doc), " "), name+": ")
	if !found {
		return ""
	}
	return strings.TrimSuffix(text, ".")
}

// text returns the value of a string constant, where it can be read off.
func (r *reader) text(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		s, err := strconv.Unquote(e.Value)
		return s, err == nil && e.Kind == token.STRING
	case *ast.Ident:
		s, known := r.texts[e.Name]
		return s, known
	case *ast.BinaryExpr:
		left, ok := r.text(e.X)
		right, both := r.text(e.Y)
		return left + right, ok && both
	}
	return "", false
}

// functions notes how the package's own codes are used: refuse(code, ..., source),
// warn(code, ..., source), and literals of Problem. A function that passes on a
// source it was given lends its codes to its callers.
func (r *reader) functions(files []*ast.File) {
	lent := map[string][]*documented{}
	for range 4 { // callers of callers
		for _, file := range files {
			for _, decl := range file.Decls {
				if f, ok := decl.(*ast.FuncDecl); ok && f.Body != nil {
					r.function(f, lent)
				}
			}
		}
	}
}

func (r *reader) function(f *ast.FuncDecl, lent map[string][]*documented) {
	inner := reader{codes: r.codes, texts: maps.Clone(r.texts)}
	given := map[string]bool{}
	for _, p := range f.Type.Params.List {
		for _, name := range p.Names {
			given[name.Name] = true
			delete(inner.texts, name.Name)
		}
	}
	ast.Inspect(f.Body, inner.constants)
	ast.Inspect(f.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			inner.call(n, f.Name.Name, given, lent)
		case *ast.CompositeLit:
			inner.literal(n)
		}
		return true
	})
}

func (r *reader) call(n *ast.CallExpr, in string, given map[string]bool, lent map[string][]*documented) {
	if len(n.Args) < 2 {
		return
	}
	name, last := called(n.Fun), n.Args[len(n.Args)-1]
	codes := slices.Clone(lent[name])
	if code := r.codeOf(n.Args[0]); code != nil {
		verb := strings.ToLower(name)
		code.use(strings.Contains(verb, "refuse"), strings.Contains(verb, "warn"), verb == "add")
		codes = append(codes, code)
	}
	for _, code := range codes {
		r.source(code, last)
		if passed, ok := last.(*ast.Ident); ok && given[passed.Name] && !slices.Contains(lent[in], code) {
			lent[in] = append(lent[in], code)
		}
	}
}

func (d *documented) use(refused, warned, either bool) {
	d.refused = d.refused || refused || either
	d.warned = d.warned || warned || either
}

func called(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	}
	return ""
}

func (r *reader) literal(lit *ast.CompositeLit) {
	var code *documented
	var source ast.Expr
	warned := false
	for _, e := range lit.Elts {
		pair, ok := e.(*ast.KeyValueExpr)
		if !ok {
			return
		}
		switch called(pair.Key) {
		case "Code":
			code = r.codeOf(pair.Value)
		case "Source":
			source = pair.Value
		case "Severity":
			warned = called(pair.Value) == "Warning"
		}
	}
	if code != nil {
		code.use(!warned, warned, false)
		if source != nil {
			r.source(code, source)
		}
	}
}

func (r *reader) codeOf(e ast.Expr) *documented {
	if id, ok := e.(*ast.Ident); ok {
		return r.codes[id.Name]
	}
	return nil
}

func (r *reader) source(code *documented, e ast.Expr) {
	if text, constant := r.text(e); constant && text != "" && !slices.Contains(code.sources, text) {
		code.sources = append(code.sources, text)
	}
}

// table writes the codes, a heading for each package.
func table(codes []documented) string {
	var b strings.Builder
	pkg := ""
	slices.SortStableFunc(codes, func(a, b documented) int {
		return strings.Compare(order(a.pkg)+a.code, order(b.pkg)+b.code)
	})
	for _, c := range codes {
		if c.pkg != pkg {
			pkg = c.pkg
			fmt.Fprintf(&b, "\n### %s\n\n| code | severity | meaning | bound set by |\n|---|---|---|---|\n", pkg)
		}
		severity := "error"
		switch {
		case c.warned && c.refused:
			severity = "error or warning"
		case c.warned:
			severity = "warning"
		}
		sources := strings.Join(c.sources, "<br>")
		if sources == "" {
			sources = "named in the problem"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", c.code, severity, cell(c.meaning), cell(sources))
	}
	return b.String() + "\n"
}

// order puts the design language first.
func order(pkg string) string {
	if pkg == "fabric" {
		return " "
	}
	return pkg + " "
}

func cell(text string) string { return strings.ReplaceAll(text, "|", `\|`) }
