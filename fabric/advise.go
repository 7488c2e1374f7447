package fabric

// An Advice compares the two ways to attach nodes to one L3Out by the numbers of
// the design (seeds/001 and seeds/002, Table 1).
type Advice struct {
	// Tenant, L3Out and Cluster name it.
	Tenant  string `json:"tenant"`
	L3Out   string `json:"l3out"`
	Cluster string `json:"cluster"`
	// Designed is what the design has, and Recommend what its numbers call for.
	// Neither of the two is possible where no row says what else to change.
	Designed  SVIKind `json:"designed"`
	Recommend SVIKind `json:"recommend"`
	// Because says why.
	Because string `json:"because"`
	// Rows are what was compared, in the order of Table 1.
	Rows []AdviceRow `json:"rows"`
}

// An AdviceRow is one thing that the two differ in, or may both fail by.
type AdviceRow struct {
	// Topic is the row of the table, and Need what the design asks for there.
	Topic string `json:"topic"`
	Need  string `json:"need"`
	// Floating and Standard say whether the one and the other can give it.
	Floating Verdict `json:"floating"`
	Standard Verdict `json:"standard"`
	// Reason names the bounds, Change what would have to change for what does not
	// fit or has a drawback; it is empty where both fit.
	Reason string `json:"reason"`
	Change string `json:"change,omitempty"`
	// Source is the document that sets the bounds.
	Source string `json:"source"`
}

// A Verdict says whether something fits. Verdicts are in the order of how bad they
// are.
type Verdict uint8

// The verdicts.
const (
	// Fits as it is.
	Fits Verdict = iota
	// FitsWithDrawback works, and somebody should know at what price.
	FitsWithDrawback
	// DoesNotFit is refused, or does not work.
	DoesNotFit
)

func (v Verdict) String() string {
	return nameOf(int(v), []string{"fits", "fits with a drawback", "does not fit"})
}

// MarshalText writes "fits", "fits with a drawback" or "does not fit".
func (v Verdict) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// An SVIKind is a kind of SVI without what only that kind has.
type SVIKind uint8

// The kinds.
const (
	// NeitherSVI is none of the two.
	NeitherSVI SVIKind = iota
	// FloatingKind is [FloatingSVI].
	FloatingKind
	// StandardKind is [StandardSVI].
	StandardKind
)

func (k SVIKind) String() string {
	return nameOf(int(k), []string{"neither", "floating", "standard"})
}

// MarshalText writes "neither", "floating" or "standard".
func (k SVIKind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// Advise compares floating and standard SVIs for every L3Out of a design of an
// [ACI] fabric, in the order of the design; there are none on other fabrics. It
// also reads designs that do not validate, as far as their names lead somewhere.
func (d *Design) Advise() []Advice {
	if d == nil {
		return nil
	}
	a := newAudit(d)
	if a.aci == nil {
		return nil
	}
	var all []Advice
	for _, o := range a.aci.outs {
		c := a.compare(o)
		advice := Advice{Tenant: o.Tenant, L3Out: o.Name, Cluster: o.Cluster, Designed: o.kind(), Rows: c.rows()}
		advice.Recommend, advice.Because = recommend(advice.Rows)
		all = append(all, advice)
	}
	return all
}

// kind is the kind of the L3Out's SVI.
func (o *l3out) kind() SVIKind {
	switch {
	case o.floating != nil:
		return FloatingKind
	case o.standard != nil:
		return StandardKind
	}
	return NeitherSVI
}

// recommend prefers a floating SVI as long as it can fulfil the scale (seeds/002,
// Recommendation). Racks without anchors are not what it is made for: a standard
// SVI that has border leaves in all of them is better.
func recommend(rows []AdviceRow) (SVIKind, string) {
	var worst [2]Verdict
	var first [2]string
	detour := false
	for _, row := range rows {
		for i, v := range [2]Verdict{row.Floating, row.Standard} {
			if v > worst[i] && v == DoesNotFit {
				first[i] = row.Topic
			}
			worst[i] = max(worst[i], v)
		}
		detour = detour || row.Topic == topicSpan && row.Floating == FitsWithDrawback && row.Standard == Fits
	}
	switch floating, standard := worst[0] < DoesNotFit, worst[1] < DoesNotFit; {
	case floating && standard && detour:
		return StandardKind, "a floating SVI would leave racks without anchors, whose traffic goes through others; border leaves in all of them have optimal flows"
	case floating:
		return FloatingKind, "a floating SVI is simpler and more flexible, and preferred as long as it can fulfil the scale"
	case standard:
		return StandardKind, "a floating SVI does not fit: " + first[0]
	}
	return NeitherSVI, "a floating SVI does not fit: " + first[0] + "; a standard one does not fit: " + first[1]
}
