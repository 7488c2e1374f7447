package crdproof

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math"

	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	structuralschema "k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/defaulting"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/pruning"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/validation"
	kjson "k8s.io/apimachinery/pkg/util/json"
	celconfig "k8s.io/apiserver/pkg/apis/cel"
	"sigs.k8s.io/yaml"
)

// Schemas are the definitions of some version, by kind.
type Schemas map[string]*Schema

// A Schema decides about the objects of one kind as the API server does.
type Schema struct {
	structural *structuralschema.Structural
	validator  validation.SchemaValidator
	rules      *cel.Validator // nil without rules
}

// Add reads one CustomResourceDefinition.
func (s Schemas) Add(definition []byte) error {
	var external apiextensionsv1.CustomResourceDefinition
	if err := yaml.Unmarshal(definition, &external); err != nil {
		return err
	}
	var crd apiextensions.CustomResourceDefinition
	if err := apiextensionsv1.Convert_v1_CustomResourceDefinition_To_apiextensions_CustomResourceDefinition(&external, &crd, nil); err != nil {
		return err
	}
	props, err := apiextensions.GetSchemaForVersion(&crd, external.Spec.Versions[0].Name)
	if err != nil {
		return err
	}
	structural, err := structuralschema.NewStructural(props.OpenAPIV3Schema)
	if err != nil {
		return err
	}
	validator, _, err := validation.NewSchemaValidator(props.OpenAPIV3Schema)
	if err != nil {
		return err
	}
	s[external.Spec.Names.Kind] = &Schema{
		structural: structural, validator: validator,
		rules: cel.NewValidator(structural, true, celconfig.PerCallLimit),
	}
	return nil
}

// Check returns what the API server, asked to be strict, refuses in an object:
// unknown fields and what breaks the schema. The object is the JSON that would
// be sent, in the group of the definitions.
func (s Schemas) Check(object []byte) ([]string, error) {
	var fields map[string]any
	if err := kjson.Unmarshal(object, &fields); err != nil { // integers as int64
		return nil, err
	}
	kind, _ := fields["kind"].(string)
	schema := s[kind]
	if schema == nil {
		return nil, fmt.Errorf("no definition of kind %q", kind)
	}
	var refused []string
	for _, path := range pruning.PruneWithOptions(fields, schema.structural, true, structuralschema.UnknownFieldPathOptions{TrackUnknownFieldPaths: true}) {
		refused = append(refused, fmt.Sprintf("unknown field %q", path))
	}
	defaulting.Default(fields, schema.structural)
	for _, err := range validation.ValidateCustomResource(nil, fields, schema.validator) {
		refused = append(refused, err.Error())
	}
	if schema.rules != nil {
		errs, _ := schema.rules.Validate(context.Background(), nil, schema.structural, fields, nil, math.MaxInt64)
		for _, err := range errs {
			refused = append(refused, err.Error())
		}
	}
	return refused, nil
}

// Stored turns an object of projectcalico.org/v3 into the form in which it is
// stored, which is what the definitions up to 3.31 describe.
func Stored(object []byte) ([]byte, error) {
	var fields map[string]any
	if err := json.Unmarshal(object, &fields); err != nil {
		return nil, err
	}
	fields["apiVersion"] = "crd.projectcalico.org/v1"
	if fields["kind"] == "IPAMConfiguration" {
		// calico-apiserver adds what the type of the API does not have.
		fields["kind"] = "IPAMConfig"
		if spec, ok := fields["spec"].(map[string]any); ok {
			spec = maps.Clone(spec)
			spec["autoAllocateBlocks"] = true
			fields["spec"] = spec
		}
	}
	return json.Marshal(fields)
}
