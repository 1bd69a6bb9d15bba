package intake_test

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mmm-engine/mmm-engine/adapters/httpapi/internal/intake"
	"github.com/mmm-engine/mmm-engine/adapters/httpapi/internal/scan"
	"github.com/mmm-engine/mmm-engine/adapters/httpapi/internal/schema"
	"github.com/mmm-engine/mmm-engine/application/command"
)

func contract(tb testing.TB) *schema.Contract {
	tb.Helper()
	text, err := os.ReadFile("../../openapi.yaml")
	require.NoError(tb, err)
	c, err := schema.Load(text)
	require.NoError(tb, err)
	return c
}

// slow is the way of the document: it answers what fits, and whether all of it did.
func slow(c *schema.Contract, body []byte) (command.Decide, bool) {
	tree, problems, err := scan.Tree(body)
	if err != nil {
		return command.Decide{}, false
	}
	problems = append(problems, c.Check("DecideRequest", "", tree)...)
	return intake.Decide(tree), len(problems) == 0
}

// requireEqual demands that both ways agree, on the verdict and on what was read.
func requireEqual(t require.TestingT, c *schema.Contract, body []byte) bool {
	quick, quickFits := intake.QuickDecide(body)
	read, fits := slow(c, body)
	require.Equal(t, fits, quickFits, "%s", body)
	if !fits {
		return false
	}
	// An absent list or map and an empty one ask for the same.
	if len(read.Roles) == 0 {
		read.Roles, quick.Roles = nil, nil
	}
	if read.Signal != nil && len(read.Signal.Attributes) == 0 {
		read.Signal.Attributes, quick.Signal.Attributes = nil, nil
	}
	require.Equal(t, read, quick, "%s", body)
	require.Equal(t, intake.Fingerprint(&read), intake.Fingerprint(&quick))
	return true
}

func TestTheQuickReaderAgreesWithTheDocument(t *testing.T) {
	t.Parallel()
	c := contract(t)
	rapid.Check(t, func(t *rapid.T) {
		body, err := json.Marshal(requests().Draw(t, "request"))
		require.NoError(t, err)
		requireEqual(t, c, body)
	})
}

// The property above says nothing unless the generator makes both kinds.
func TestTheGeneratorMakesRequestsThatFitAndThatDoNot(t *testing.T) {
	t.Parallel()
	c := contract(t)
	fitting, all := 0, 400
	for seed := range all {
		body, err := json.Marshal(requests().Example(seed))
		require.NoError(t, err)
		if requireEqual(t, c, body) {
			fitting++
		}
	}
	require.Greater(t, fitting, all/20)
	require.Less(t, fitting, all*19/20)
}

func TestTheQuickReaderAgreesOnTheEdges(t *testing.T) {
	t.Parallel()
	c := contract(t)
	for body, fits := range map[string]bool{
		`{"tenant_id":"acme"}`:                        true,
		`{"tenant_id":"\u0061cme"}`:                   true,
		`{"tenant_id":"acme","context":{"roles":[]}}`: true,
		`{}`:                   false,
		`{"tenant_id":""}`:     false,
		`{"Tenant_ID":"acme"}`: false,
		`{"tenant_id":"acme","tenant_id":"acme"}`:                     false,
		`{"tenant_id":"acme","signal":null}`:                          false,
		`{"tenant_id":"acme","context":null}`:                         false,
		`{"tenant_id":"acme","explain":"true"}`:                       false,
		`{"tenant_id":"acme","actor_id":"a\u0000b"}`:                  false,
		`{"tenant_id":"acme"}{}`:                                      false,
		`{"tenant_id":"acme"`:                                         false,
		"{\"tenant_id\":\"acme\",\"actor_id\":\"\xff\"}":              false,
		`{"tenant_id":"acme","context":{"evaluation_point":"later"}}`: false,
		`{"tenant_id":"acme","surface":"background"}`:                 false,
		`{"tenant_id":"acme","actor_type":"service"}`:                 false,
		`[]`: false, `null`: false, `""`: false, ``: false,
	} {
		require.Equal(t, fits, requireEqual(t, c, []byte(body)), "%s", body)
	}
}

func TestTheQuickReaderTakesBlanksAnywhere(t *testing.T) {
	t.Parallel()
	require.True(t, requireEqual(t, contract(t), []byte(" {\n\t\"tenant_id\" : \"acme\" , \"explain\" : true }\r\n")))
}

func FuzzQuickDecide(f *testing.F) {
	c := contract(f)
	f.Add([]byte(`{"tenant_id":"acme","signal":{"signal_id":"s","source":"ci","event_type":"e","severity":"high",` +
		`"occurred_at":"2028-02-29T12:00:00Z","attributes":{"a":1e3,"b":true,"c":"\ud83d\ude00"}},"explain":false}`))
	f.Add([]byte(`{"tenant_id":"a","context":{"roles":["r"],"branch":"m","evaluation_point":"pre-merge"},"dry_run":true}`))
	f.Add([]byte(`{"tenant_id":"a","signal":{"attributes":{"x":1e999}}}`))
	f.Fuzz(func(t *testing.T, body []byte) { requireEqual(t, c, body) })
}

func BenchmarkQuickDecide(b *testing.B) {
	body := []byte(`{"tenant_id":"acme","actor_id":"ada","surface":"ide","context":{"repo_id":"acme/shop","branch":"main",` +
		`"file_path":"cmd/main.go"},"signal":{"signal_id":"s-1","source":"ci","event_type":"ci.failed","severity":"high",` +
		`"occurred_at":"2028-02-29T12:00:00Z","attributes":{"workflow":"build","attempt":2}}}`)
	c := contract(b)
	b.Run("quick", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			intake.QuickDecide(body)
		}
	})
	b.Run("document", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			slow(c, body)
		}
	})
}
