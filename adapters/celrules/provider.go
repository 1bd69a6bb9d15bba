package celrules

import (
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
)

// provider knows the types of the variables, and no other type with fields.
type provider struct {
	types.Provider
	records map[string]described
}

// described is a record of any Go type.
type described interface {
	names() []string
	field(name string) (*types.FieldType, bool)
}

var _ types.Provider = (*provider)(nil)

func (p *provider) FindStructType(name string) (*types.Type, bool) {
	if _, ok := p.records[name]; !ok {
		return nil, false
	}
	return types.NewTypeTypeWithParam(types.NewObjectType(name)), true
}

func (p *provider) FindStructFieldNames(name string) ([]string, bool) {
	found, ok := p.records[name]
	if !ok {
		return nil, false
	}
	return found.names(), true
}

func (p *provider) FindStructFieldType(name, field string) (*types.FieldType, bool) {
	found, ok := p.records[name]
	if !ok {
		return nil, false
	}
	return found.field(field)
}

// NewValue refuses: expressions read facts and make none.
func (p *provider) NewValue(name string, _ map[string]ref.Val) ref.Val {
	return types.NewErr("no such type: %s", name)
}
