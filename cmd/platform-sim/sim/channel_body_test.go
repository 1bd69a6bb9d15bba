package sim_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// wrongValues are by field what an action's body may not have there, whatever the surface.
func wrongValues() map[string][]any {
	return map[string][]any{
		"decision_id": {"7", 7, nil}, "tenant_id": {"", nil}, "actor_id": {nil, 7, ""}, "actor_type": {"agent", nil},
		"action_id": {"7", nil}, "action_type": {"nudge", nil}, "surface": {"background", "", nil},
		"requires_consent": {"false", nil}, "requires_dual_channel": {0, nil}, "payload": {nil, "x", []any{}},
		"evidence_links": {nil, "x", []any{1}, []any{""}}, "target": {nil, "x"}, "target.repo_id": {nil, 1}, "target.branch": {nil, 1},
		"target.commit": {"", 1}, "target.pr": {"7", 1.5, 0}, "target.file_path": {"", 1}, "target.line": {"12", 0, 1.5},
		"expires_at": {"tomorrow", nil}, "timestamp_utc": {"2026-03-01 12:00:00Z", 1, nil},
		"context": {"x", nil}, "target.environment": {"dev"}, "payload.extra": {1}, "a\"b": {1},
	}
}

func TestEveryRuleOfAnActionsBodyIsHeld(t *testing.T) {
	t.Parallel()
	c := mountChannels(t)
	for _, path := range []string{idePath, ciPath, noticePath} {
		for field, values := range wrongValues() {
			for _, value := range values {
				require.Equal(t, "DELIVERY_INVALID", c.deliver(c.pack(path, with(field, value))).refused(422, field).Code)
			}
		}
	}
	require.Empty(t, c.deliveries("edge_agent", "").Items)
}

func TestEveryRuleOfASurfacesPayloadIsHeld(t *testing.T) {
	t.Parallel()
	c := mountChannels(t)
	for path, fields := range map[string]map[string][]any{
		idePath: {
			"surface": {"ci", "alert"}, "payload.status_line": {"", nil, 1, strings.Repeat("é", 81)}, "payload.card": {nil, "x"},
			"payload.card.title": {"", nil}, "payload.card.body": {nil, 1}, "payload.card.rationale": {nil}, "payload.card.links": {nil, "x", []any{1}},
			"payload.card.extra": {1}, "payload.title": {"x"},
		},
		ciPath: {
			"surface": {"ide"}, "payload.summary": {"", nil, 1}, "payload.annotations": {nil, "x", []any{"x"}, []any{nil}},
			"payload.status_line": {"x"},
		},
		noticePath: {"surface": {"ide"}, "payload.title": {"", nil}, "payload.text": {nil, 1}, "payload.summary": {"x"}},
		alertsPath: {
			"alert_id": {"", nil, 1}, "tenant_id": {"", nil}, "source_module": {"other", nil}, "plane": {"", nil}, "environment": {nil},
			"component_id": {nil, ""}, "severity": {"CRITICAL", "warn", nil}, "category": {nil, ""}, "summary": {nil, ""},
			"started_at": {"now", nil}, "dedup_key": {nil, ""}, "links": {nil, "x", []any{1}}, "actor_id": {"jane"}, "payload": {map[string]any{}},
		},
	} {
		for field, values := range fields {
			for _, value := range values {
				c.deliver(c.pack(path, with(field, value))).refused(422, field)
			}
		}
	}
}

func TestEachAnnotationIsCheckedExactly(t *testing.T) {
	t.Parallel()
	c := mountChannels(t)
	right := map[string]any{"path": "a.go", "line": 1, "level": "failure", "message": "x"}
	for field, values := range map[string][]any{
		"path": {"", nil}, "line": {0, 1.5, "1", nil}, "level": {"error", nil}, "message": {"", nil}, "column": {1},
	} {
		for _, value := range values {
			wrong := document{"path": "a.go", "line": 1, "level": "warning", "message": "x", field: value}
			c.deliver(c.pack(ciPath, with("payload.annotations", []any{right, wrong}))).refused(422, "payload.annotations[1]."+field)
		}
	}
	require.Equal(t, 202, c.deliver(c.pack(ciPath, with("payload.annotations", []any{}))).status)
}

func TestADeliverysRequiredFieldMayNotBeLeftOut(t *testing.T) {
	t.Parallel()
	c := mountChannels(t)
	for path := range channelOf {
		for name := range bodyFor(path) {
			c.deliver(c.pack(path, without(name))).refused(422, name)
		}
	}
	for _, name := range []string{"commit", "pr", "file_path", "line"} {
		require.Equal(t, 202, c.deliver(c.pack(idePath, without("target."+name))).status)
	}
}

func TestAStatusLineIsMeasuredInCharacters(t *testing.T) {
	t.Parallel()
	c := mountChannels(t)

	require.Equal(t, 202, c.deliver(c.pack(idePath, with("payload.status_line", strings.Repeat("é", 80)))).status)
}

func TestOnlyAServiceMayBeNameless(t *testing.T) {
	t.Parallel()
	c := mountChannels(t)
	nameless := with("actor_id", "")

	require.Equal(t, 202, c.deliver(c.pack(ciPath, nameless, with("actor_type", "service"))).status)
	c.deliver(c.pack(ciPath, nameless, with("actor_type", "human"))).refused(422, "actor_id")
	c.deliver(c.pack(ciPath, nameless, with("actor_type", "ai_agent"))).refused(422, "actor_id")
}

func TestEveryWrongFieldOfADeliveryIsNamedAtOnceAndNoValue(t *testing.T) {
	t.Parallel()
	c := mountChannels(t)
	p := c.pack(idePath, with("payload.status_line", strings.Repeat("secret", 20)), with("target.pr", "secret"), with("more", "secret"))
	p.headers["Idempotency-Key"] = "secret"

	got := c.deliver(p)

	for _, path := range []string{"payload.status_line", "target.pr", "more", "Idempotency-Key"} {
		got.refused(422, path)
	}
	require.NotContains(t, string(got.body), "secret")
}

func TestABodyThatIsNoDeliveryIsRefused(t *testing.T) {
	t.Parallel()
	c := mountChannels(t)
	for body, status := range map[string]int{"{": 400, "": 400, "{} {}": 400, "[]": 422, "null": 422} {
		p := c.pack(alertsPath)
		p.body = []byte(body)
		p.headers["webhook-signature"] = c.sign(p)
		c.deliver(p).refused(status, "")
	}
}

func TestADeliveryWithADoubledFieldIsRefused(t *testing.T) {
	t.Parallel()
	c := mountChannels(t)
	for _, doubled := range []string{`{"severity":"info",`, `{"severity":"critical",`} {
		p := c.pack(alertsPath)
		p.body = append([]byte(doubled), p.body[1:]...)
		p.headers["webhook-signature"] = c.sign(p)
		c.deliver(p).refused(422, "body")
	}
}
