package clientproof

import (
	"testing"

	"github.com/ciscoecosystem/aci-go-client/v2/container"
	"github.com/ciscoecosystem/aci-go-client/v2/models"
	"github.com/podfabric/podfabric/aci"
	"github.com/podfabric/podfabric/fabric"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A reader makes a model of the first object of an answer.
type reader func(*container.Container) models.Model

// readers are the client's models of our classes.
func readers() map[aci.Class]reader {
	return map[aci.Class]reader{
		"fvnsVlanInstP": func(c *container.Container) models.Model { return models.VLANPoolFromContainerList(c, 0) },
		"fvnsEncapBlk":  func(c *container.Container) models.Model { return models.RangesFromContainerList(c, 0) },
		"infraAttEntityP": func(c *container.Container) models.Model {
			return models.AttachableAccessEntityProfileFromContainerList(c, 0)
		},
		"infraRsDomP": func(c *container.Container) models.Model { return models.InfraRsDomPFromContainerList(c, 0) },
		"infraAccBndlGrp": func(c *container.Container) models.Model {
			return models.PCVPCInterfacePolicyGroupFromContainerList(c, 0)
		},
		"physDomP":  func(c *container.Container) models.Model { return models.PhysicalDomainFromContainerList(c, 0) },
		"l3extDomP": func(c *container.Container) models.Model { return models.L3DomainProfileFromContainerList(c, 0) },
		"fvTenant":  func(c *container.Container) models.Model { return models.TenantFromContainerList(c, 0) },
		"fvCtx":     func(c *container.Container) models.Model { return models.VRFFromContainerList(c, 0) },
		"fvRsCtxToBgpCtxAfPol": func(c *container.Container) models.Model {
			return models.BGPAddressFamilyContextPolicyRelationshipFromContainerList(c, 0)
		},
		"bgpCtxPol":          func(c *container.Container) models.Model { return models.BGPTimersPolicyFromContainerList(c, 0) },
		"bgpBestPathCtrlPol": func(c *container.Container) models.Model { return models.BgpBestPathPolicyFromContainerList(c, 0) },
		"bgpCtxAfPol": func(c *container.Container) models.Model {
			return models.BGPAddressFamilyContextPolicyFromContainerList(c, 0)
		},
		"bgpPeerPfxPol": func(c *container.Container) models.Model { return models.BGPPeerPrefixPolicyFromContainerList(c, 0) },
		"bfdIfPol":      func(c *container.Container) models.Model { return models.BFDInterfacePolicyFromContainerList(c, 0) },
		"rtctrlSubjP":   func(c *container.Container) models.Model { return models.MatchRuleFromContainerList(c, 0) },
		"rtctrlMatchRtDest": func(c *container.Container) models.Model {
			return models.MatchRouteDestinationRuleFromContainerList(c, 0)
		},
		"vzFilter":            func(c *container.Container) models.Model { return models.FilterFromContainerList(c, 0) },
		"vzEntry":             func(c *container.Container) models.Model { return models.FilterEntryFromContainerList(c, 0) },
		"vzBrCP":              func(c *container.Container) models.Model { return models.ContractFromContainerList(c, 0) },
		"vzSubj":              func(c *container.Container) models.Model { return models.ContractSubjectFromContainerList(c, 0) },
		"vzRsSubjFiltAtt":     func(c *container.Container) models.Model { return models.SubjectFilterFromContainerList(c, 0) },
		"l3extOut":            func(c *container.Container) models.Model { return models.L3OutsideFromContainerList(c, 0) },
		"bgpExtP":             func(c *container.Container) models.Model { return models.L3outBgpExternalPolicyFromContainerList(c, 0) },
		"l3extLNodeP":         func(c *container.Container) models.Model { return models.LogicalNodeProfileFromContainerList(c, 0) },
		"l3extRsNodeL3OutAtt": func(c *container.Container) models.Model { return models.FabricNodeFromContainerList(c, 0) },
		"l3extLoopBackIfP": func(c *container.Container) models.Model {
			return models.LoopBackInterfaceProfileFromContainerList(c, 0)
		},
		"bgpProtP": func(c *container.Container) models.Model {
			return models.L3outBGPProtocolProfileFromContainerList(c, 0)
		},
		"l3extLIfP": func(c *container.Container) models.Model {
			return models.LogicalInterfaceProfileFromContainerList(c, 0)
		},
		"bfdIfP": func(c *container.Container) models.Model { return models.BFDInterfaceProfileFromContainerList(c, 0) },
		"l3extVirtualLIfP": func(c *container.Container) models.Model {
			return models.VirtualLogicalInterfaceProfileFromContainerList(c, 0)
		},
		"l3extRsPathL3OutAtt": func(c *container.Container) models.Model { return models.L3outPathAttachmentFromContainerList(c, 0) },
		"l3extMember":         func(c *container.Container) models.Model { return models.L3outVPCMemberFromContainerList(c, 0) },
		"l3extIp": func(c *container.Container) models.Model {
			return models.L3outPathAttachmentSecondaryIpFromContainerList(c, 0)
		},
		"bgpPeerP": func(c *container.Container) models.Model {
			return models.BgpPeerConnectivityProfileFromContainerList(c, 0)
		},
		"bgpAsP": func(c *container.Container) models.Model {
			return models.BgpAutonomousSystemProfileFromContainerList(c, 0)
		},
		"bgpLocalAsnP": func(c *container.Container) models.Model {
			return models.LocalAutonomousSystemProfileFromContainerList(c, 0)
		},
		"l3extInstP": func(c *container.Container) models.Model {
			return models.ExternalNetworkInstanceProfileFromContainerList(c, 0)
		},
		"l3extSubnet":   func(c *container.Container) models.Model { return models.L3ExtSubnetFromContainerList(c, 0) },
		"fvRsProv":      func(c *container.Container) models.Model { return models.ContractProviderFromContainerList(c, 0) },
		"fvRsCons":      func(c *container.Container) models.Model { return models.ContractConsumerFromContainerList(c, 0) },
		"rtctrlProfile": func(c *container.Container) models.Model { return models.RouteControlProfileFromContainerList(c, 0) },
		"rtctrlCtxP":    func(c *container.Container) models.Model { return models.RouteControlContextFromContainerList(c, 0) },
		"rtctrlScope":   func(c *container.Container) models.Model { return models.RouteContextScopeFromContainerList(c, 0) },
		"rtctrlAttrP":   func(c *container.Container) models.Model { return models.ActionRuleProfileFromContainerList(c, 0) },
		"rtctrlSetPref": func(c *container.Container) models.Model { return models.RtctrlSetPrefFromContainerList(c, 0) },
		"tagAnnotation": func(c *container.Container) models.Model { return models.AnnotationFromContainerList(c, 0) },
	}
}

// attributes of ours that the client's models do not have.
func lacking() map[aci.Class][]string {
	return map[aci.Class][]string{
		aci.FvnsEncapBlk: {"name"}, aci.L3extLoopBackIfP: {"name"}, aci.L3extMember: {"name"}, aci.L3extIp: {"name"},
		aci.BgpAsP: {"name"}, aci.BgpLocalAsnP: {"name"},
		aci.BgpCtxAfPol:     {"maxLocalEcmp"},
		aci.VzRsSubjFiltAtt: {"annotation"},
		aci.BgpPeerP:        {"name", "ctrlExt", "connectivityType"},
	}
}

// modelless are the classes that the client has no model of.
func modelless() []aci.Class {
	return []aci.Class{
		aci.PolUni, aci.InfraInfra, aci.InfraFuncP, aci.InfraRsAttEntP, aci.InfraRsVlanNs, aci.NdIfPol,
		aci.RtctrlRsCtxPToSubjP, aci.RtctrlRsScopeToAttrP, aci.VzRsSubjGraphAtt, aci.FvRsBgpCtxPol,
		aci.L3extRsEctx, aci.L3extRsL3DomAtt, aci.BgpRsBgpNodeCtxPol, aci.BgpRsBestPathCtrlPol,
		aci.L3extRsNdIfPol, aci.BfdRsIfPol, aci.L3extRsDynPathAtt, aci.BgpRsPeerPfxPol, aci.BgpRsPeerToProfile,
	}
}

// filled is an object of a class with every attribute set: its default, a word, a
// bound.
func filled(def aci.Definition) aci.Object {
	o := aci.Object{Class: def.Class, Attributes: aci.Attributes{}}
	for _, a := range def.Attributes {
		var v aci.Value
		switch {
		case a.Kind == aci.KindSecret:
			v = aci.Password(fabric.NewSecret("s3cr3t"))
		case len(a.Words) > 0:
			v = aci.Text(a.Words[len(a.Words)-1])
		case a.Kind == aci.KindNumber:
			v = aci.Number(a.Max)
		case a.Default != "":
			v = aci.Text(a.Default)
		default:
			v = aci.Text("x-" + a.Name)
		}
		o.Attributes[a.Name] = v
	}
	return o
}

// TestModelsReadWhatWePost gives each model an object of its class, as it is
// posted, and compares what it makes of it with what was meant.
func TestModelsReadWhatWePost(t *testing.T) {
	known := readers()
	var without []aci.Class
	for _, class := range aci.Classes() {
		read, ok := known[class]
		if !ok {
			without = append(without, class)
			continue
		}
		def, _ := aci.Define(class)
		o := filled(def)
		body := aci.Post{Object: o}.JSON()
		answer, err := container.ParseJSON([]byte(`{"imdata":[` + string(body) + `]}`))
		require.NoError(t, err, class)
		got, err := read(answer).ToMap()
		require.NoError(t, err, class)
		assert.Equal(t, string(class), got["classname"])
		var missing []string
		for _, a := range def.Attributes {
			want := o.Attributes[a.Name].String()
			if a.Kind == aci.KindSecret {
				want = "s3cr3t"
			}
			switch value, ok := got[a.Name]; {
			case a.Name == "userdom": // no model has it
			case !ok:
				missing = append(missing, a.Name)
			default:
				assert.Equal(t, want, value, "%s.%s", class, a.Name)
			}
		}
		assert.Equal(t, lacking()[class], missing, "%s", class)
	}
	assert.ElementsMatch(t, modelless(), without)
}

// TestModelsCannotClear shows why the models do not write what is posted: an empty
// attribute, which switches graceful restart off, is not in what they send.
func TestModelsCannotClear(t *testing.T) {
	answer, err := container.ParseJSON([]byte(`{"imdata":[{"bgpCtxPol":{"attributes":{"name":"t","grCtrl":""}}}]}`))
	require.NoError(t, err)
	sent, err := models.BGPTimersPolicyFromContainerList(answer, 0).ToMap()
	require.NoError(t, err)
	assert.NotContains(t, sent, "grCtrl")
}
