package policy

import "github.com/mmm-engine/mmm-engine/domain/action"

// Verdict is what a policy service and gold standards say of one situation.
type Verdict struct {
	Snapshot   Snapshot
	Compliance Compliance
}

// Withholds reports whether an action that was decided before may not go out now. Nil
// withholds nothing: nobody was asked. A tenant that is safety-critical goes by no stale
// snapshot.
func (v *Verdict) Withholds(kind action.Type, surface action.Surface, safetyCritical bool) bool {
	if v == nil {
		return false
	}
	unsure := v.Snapshot.Stale && (safetyCritical || v.Snapshot.FailClosed)
	return unsure || !v.Snapshot.AllowsType(kind) || !v.Snapshot.AllowsSurface(surface) || v.Compliance.Forbids(kind)
}
