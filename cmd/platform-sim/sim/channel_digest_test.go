package sim_test

import (
	"maps"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// digestFor makes a delivery's body a digest of two such.
func digestFor(path string) func(document) {
	return func(d document) {
		first, second := bodyFor(path), bodyFor(path)
		surface := first["surface"]
		clear(d)
		maps.Copy(d, document{
			"digest_id": uuid.NewString(), "tenant_id": tenantA, "actor_id": "jane", "actor_type": "human", "surface": surface,
			"actions": []any{map[string]any(first), map[string]any(second)}, "timestamp_utc": "2026-03-01T12:00:00Z",
		})
	}
}

// second changes the second action of a digest.
func second(change func(document)) func(document) {
	return func(d document) {
		items := d["actions"].([]any)
		switch item := items[1].(type) {
		case map[string]any:
			change(item)
		case document:
			change(item)
		}
	}
}

func TestADigestIsAcceptedAndListed(t *testing.T) {
	t.Parallel()
	for _, path := range []string{idePath, ciPath, noticePath} {
		c := mountChannels(t)
		p := c.pack(path, digestFor(path))
		require.Equal(t, 202, c.deliver(p).status)
		var body struct {
			DigestID string `json:"digest_id"`
		}
		answer{t: t, body: p.body}.into(&body)
		listed := c.deliveries(channelOf[path][0], "").Items
		require.Len(t, listed, 1)
		require.Equal(t, body.DigestID, listed[0].DigestID)
		require.Empty(t, listed[0].ActionID)
		require.Equal(t, channelOf[path][1], listed[0].Surface)
		require.JSONEq(t, string(p.body), string(listed[0].Body))
	}
}

func TestEveryRuleOfADigestIsHeld(t *testing.T) {
	t.Parallel()
	c := mountChannels(t)
	for _, path := range []string{idePath, ciPath, noticePath} {
		digest := digestFor(path)
		for field, values := range map[string][]any{
			"digest_id": {"7", nil}, "tenant_id": {"", nil}, "actor_id": {nil, 7, ""}, "actor_type": {"agent", nil},
			"surface": {"background", nil}, "actions": {nil, "x", []any{}, []any{"x"}}, "timestamp_utc": {"now", nil}, "decision_id": {uuid.NewString()},
		} {
			for _, value := range values {
				c.deliver(c.pack(path, digest, with(field, value))).refused(422, field)
			}
		}
		for field, value := range map[string]any{
			"action_id": "7", "tenant_id": "other", "actor_id": "john", "actor_type": "ai_agent", "payload": nil, "context": "x", "surface": "background",
		} {
			c.deliver(c.pack(path, digest, second(with(field, value)))).refused(422, "actions[1]."+field)
		}
	}
	c.deliver(c.pack(alertsPath, with("digest_id", uuid.NewString()))).refused(422, "digest_id")
}

func TestADigestThatLostWhatExpiredIsARepeat(t *testing.T) {
	t.Parallel()
	c := mountChannels(t)
	first := c.pack(idePath, digestFor(idePath))
	require.Equal(t, 202, c.deliver(first).status)
	shorter := c.resent(first, c.now, func(d document) { d["actions"] = d["actions"].([]any)[:1] })
	require.Equal(t, 200, c.deliver(shorter).status)
	other := c.resent(first, c.now, with("digest_id", uuid.NewString()))
	c.deliver(other).refused(409, "webhook-id")
}
