package canonical_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mmm-engine/mmm-engine/domain/canonical"
)

// members have names as the documents of this project have them.
func members(t *rapid.T, label string) canonical.Object {
	object := canonical.Object{}
	for _, name := range rapid.SliceOfNDistinct(rapid.StringMatching(`[a-z_]{1,3}`), 0, 6, rapid.ID).Draw(t, label) {
		object = append(object, canonical.Member{Name: name, Value: objects(1).Draw(t, "value")})
	}
	return object
}

func without(object canonical.Object, name string) canonical.Object {
	kept := canonical.Object{}
	for _, member := range object {
		if member.Name != name {
			kept = append(kept, member)
		}
	}
	return kept
}

// Adding a member to the text is the same as adding it to the object and writing
// that again, at any depth.
func TestInsertEqualsMarshallingWithTheMember(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		name := rapid.StringMatching(`[a-z_]{1,3}`).Draw(rt, "name")
		value := objects(1).Draw(rt, "added")
		before := without(members(rt, "inner"), name)
		after := append(append(canonical.Object{}, before...), canonical.Member{Name: name, Value: value})
		path := rapid.SliceOfN(rapid.StringMatching(`[a-z_]{1,3}`), 0, 3).Draw(rt, "path")
		for _, step := range slices.Backward(path) {
			around := without(members(rt, "around"), step)
			before = append(append(canonical.Object{}, around...), canonical.Member{Name: step, Value: before})
			after = append(append(canonical.Object{}, around...), canonical.Member{Name: step, Value: after})
		}

		got, err := canonical.Insert(canonical.Marshal(before), path, name, canonical.Marshal(value))
		require.NoError(rt, err)
		require.Equal(rt, canonical.Marshal(after), got)

		_, err = canonical.Insert(got, path, name, "1")
		require.ErrorContains(rt, err, "already there")
	})
}

func TestInsertFindsItsPlace(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ document, path, name, want string }{
		{`{}`, "", "b", `{"b":1}`},
		{`{"a":0}`, "", "b", `{"a":0,"b":1}`},
		{`{"c":0}`, "", "b", `{"b":1,"c":0}`},
		{`{"a":0,"c":0}`, "", "b", `{"a":0,"b":1,"c":0}`},
		{`{"a":{}}`, "a", "b", `{"a":{"b":1}}`},
		{`{"a":{"x":{"z":0}},"c":0}`, "a.x", "b", `{"a":{"x":{"b":1,"z":0}},"c":0}`},
		{`{"a":"},{\"","c":[{"b":2}]}`, "", "b", `{"a":"},{\"","b":1,"c":[{"b":2}]}`},
		{`{"a":"b"}`, "", "b", `{"a":"b","b":1}`},
	} {
		var path []string
		if c.path != "" {
			path = strings.Split(c.path, ".")
		}
		got, err := canonical.Insert(c.document, path, c.name, "1")
		require.NoError(t, err)
		require.Equal(t, c.want, got)
	}
}

func TestInsertNeedsTheObjectThatThePathNames(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ document, path string }{
		{`{}`, "a"}, {`{"a":1}`, "a"}, {`{"a":[]}`, "a"}, {`{"a":{}}`, "b"}, {`{"b":{}}`, "a"}, {`{"a":{}}`, "a.x"}, {`{"a":"{"}`, "a"},
	} {
		_, err := canonical.Insert(c.document, strings.Split(c.path, "."), "n", "1")
		require.Error(t, err, "%s in %s", c.path, c.document)
	}
	for _, document := range []string{"", "1", `"{"`, "[]"} {
		_, err := canonical.Insert(document, nil, "n", "1")
		require.Error(t, err, document)
	}
}

func TestInsertIsRefusedWhereTheNameIs(t *testing.T) {
	t.Parallel()
	_, err := canonical.Insert(`{"a":{"b":1}}`, []string{"a"}, "b", "2")
	require.EqualError(t, err, `canonical: "b" is already there`)
	got, err := canonical.Insert(`{"a":{"b":1}}`, nil, "b", "2")
	require.NoError(t, err)
	require.JSONEq(t, `{"a":{"b":1},"b":2}`, got)
}
