package experiment

import "slices"

// Normalised answers the definition with empty lists as none, so that what was written
// in either way is the same and reads back as it was stored.
func (d Definition) Normalised() Definition {
	d.Playbooks = orNone(d.Playbooks)
	d.Scope = Scope{
		Surfaces: orNone(d.Scope.Surfaces), ActorTypes: orNone(d.Scope.ActorTypes),
		Repositories: orNone(d.Scope.Repositories), Environments: orNone(d.Scope.Environments),
	}
	d.Variants = slices.Clone(d.Variants)
	for i := range d.Variants {
		v := &d.Variants[i]
		v.Playbooks, v.Texts = orNone(v.Playbooks), orNone(slices.Clone(v.Texts))
		for j := range v.Texts {
			v.Texts[j].Evidence = orNone(v.Texts[j].Evidence)
		}
	}
	return d
}

func orNone[T any](list []T) []T {
	if len(list) == 0 {
		return nil
	}
	return list
}
