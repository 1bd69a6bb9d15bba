package intake_test

import (
	"maps"
	"slices"
	"strings"

	"pgregory.net/rapid"
)

// object draws some of the fields, each from its generator, now and then an unknown
// one beside them or something of another type in its place.
func object(required []string, fields map[string]*rapid.Generator[any]) *rapid.Generator[any] {
	return rapid.Custom(func(t *rapid.T) any {
		drawn := map[string]any{}
		for _, name := range slices.Sorted(maps.Keys(fields)) {
			isRequired := slices.Contains(required, name)
			if (isRequired && rare(t)) || (!isRequired && rapid.Bool().Draw(t, "absent")) {
				continue
			}
			drawn[name] = fields[name].Draw(t, name)
			if rare(t) {
				drawn[name] = anything().Draw(t, "wrong "+name)
			}
		}
		if rare(t) {
			drawn[rapid.SampledFrom([]string{"extra", "Tenant_Id", "EXPLAIN", ""}).Draw(t, "unknown")] = "x"
		}
		return drawn
	})
}

func rare(t *rapid.T) bool { return rapid.IntRange(0, 40).Draw(t, "rare") == 0 }

func anything() *rapid.Generator[any] {
	return rapid.SampledFrom([]any{
		nil, true, 0.0, 1.5, "", "x", "ide", []any{}, []any{"x"}, map[string]any{}, map[string]any{"x": 1.0},
		strings.Repeat("é", 129), strings.Repeat("é", 256), strings.Repeat("é", 257), strings.Repeat("é", 1025),
	})
}

func texts() *rapid.Generator[any] {
	return rapid.OneOf(rapid.StringN(1, 20, -1), rapid.StringMatching(`[a-z/.]{1,20}`)).AsAny()
}

func oneOf(words ...string) *rapid.Generator[any] { return rapid.SampledFrom(words).AsAny() }

func flags() *rapid.Generator[any] { return rapid.Bool().AsAny() }

func requests() *rapid.Generator[any] {
	return object([]string{"tenant_id"}, map[string]*rapid.Generator[any]{
		"tenant_id": texts(), "actor_id": texts(), "actor_type": oneOf("human", "ai_agent"),
		"surface": oneOf("ide", "ci", "alert"), "explain": flags(), "dry_run": flags(),
		"context": contexts(), "signal": signals(),
	})
}

func contexts() *rapid.Generator[any] {
	roles := rapid.Custom(func(t *rapid.T) any {
		return rapid.SliceOfN(texts(), 0, rapid.SampledFrom([]int{2, 34}).Draw(t, "most")).Draw(t, "roles")
	})
	return object(nil, map[string]*rapid.Generator[any]{
		"repo_id": texts(), "branch": texts(), "file_path": texts(), "environment": texts(),
		"evaluation_point": oneOf("pre-commit", "pre-merge", "pre-deploy", "post-deploy"), "roles": roles,
	})
}

func signals() *rapid.Generator[any] {
	moments := oneOf("2028-02-29T12:00:00Z", "2028-02-29T12:00:00.123456789+01:00", "2028-02-29t12:00:00z",
		"2027-02-29T12:00:00Z", "2028-02-29", "2028-02-29T1:00:00Z", "2028-02-29T12:00:00,5Z", "now")
	scalars := rapid.OneOf(texts(), flags(), rapid.Float64Range(-1e300, 1e300).AsAny())
	attributes := rapid.Custom(func(t *rapid.T) any {
		most := rapid.SampledFrom([]int{3, 34}).Draw(t, "most")
		drawn := rapid.MapOfN(rapid.StringN(0, 10, -1), scalars, 0, most).Draw(t, "attributes")
		if rare(t) {
			drawn["nested"] = anything().Draw(t, "nested")
		}
		return drawn
	})
	return object([]string{"signal_id", "source", "event_type", "severity", "occurred_at"}, map[string]*rapid.Generator[any]{
		"signal_id": texts(), "source": texts(), "event_type": texts(),
		"severity": oneOf("info", "low", "medium", "high", "critical"), "occurred_at": moments, "attributes": attributes,
	})
}
