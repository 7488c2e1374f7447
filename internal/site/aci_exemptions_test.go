package site

import "regexp"

// aciExemptions lists what of the objects neither the object model, nor the plan,
// nor the prediction guards. A line is "CLASS: removed", "CLASS.ATTRIBUTE: removed"
// or "CLASS.ATTRIBUTE: HOW".
func aciExemptions() []exemption {
	var all []exemption
	for _, e := range [][2]string{
		// Texts and names for people.
		{`^(bgpPeerP|l3extRsPathL3OutAtt|rtctrlMatchRtDest)\.descr: (removed|damaged)$`, "a text for people"},
		{`^(l3extLNodeP|l3extLIfP|rtctrlCtxP|vzEntry|vzSubj)\.name: damaged$`, "the name of an object that no other object refers to"},

		// What the controller does anyway.
		{`^fvRsCtxToBgpCtxAfPol\.af: removed$`, "IPv4 is the default of the attribute, which names the object; IPv6 is guarded"},
		{`^rtctrlCtxP\.order: damaged$`, "the order of a map of one entry; that of several is guarded"},
		{`^rtctrlProfile\.type: to global$`, "whether the scopes export-rtctrl and import-rtctrl of subnets count besides the map: no subnet has them, which is guarded"},
	} {
		all = append(all, exemption{regexp.MustCompile(e[0]), e[1]})
	}
	return all
}
