package sim_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"maps"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim"
)

const (
	idePath    = "/edge_agent/api/v1/mmm/actions"
	ciPath     = "/ci_workflow/api/v1/mmm/actions"
	noticePath = "/alerting/api/v1/notifications/mmm"
	alertsPath = "/alerting/v1/alerts"
)

var webhookSecret = "whsec_" + base64.StdEncoding.EncodeToString([]byte("a secret of thirty-two bytes ..."))

// courier delivers as the engine does. It signs by hand, so that the library the stand-in uses is judged too.
type courier struct {
	*mounted

	secret string
	now    time.Time
}

func mountChannels(t *testing.T) courier {
	t.Helper()
	m, now := mountAt(t, sim.Options{WebhookSecret: webhookSecret})
	return courier{mounted: m, secret: webhookSecret, now: now}
}

// parcel is a delivery on its way. What is changed after it was packed does not fit its signature.
type parcel struct {
	path    string
	headers map[string]string
	body    []byte
}

// pack makes a delivery with an id of its own; the changes come before the signature.
func (c courier) pack(path string, changes ...func(document)) parcel {
	c.t.Helper()
	body := bodyFor(path)
	for _, change := range changes {
		change(body)
	}
	p := parcel{path: path, body: bodyOf(c.t, body), headers: map[string]string{"X-Tenant-ID": tenantA}}
	return c.stamp(p, uuid.NewString(), c.now)
}

// stamp sets the headers of a delivery that is sent at that time.
func (c courier) stamp(p parcel, id string, at time.Time) parcel {
	c.t.Helper()
	p.headers = maps.Clone(p.headers)
	p.headers["Idempotency-Key"], p.headers["webhook-id"] = id, id
	p.headers["webhook-timestamp"] = strconv.FormatInt(at.Unix(), 10)
	p.headers["webhook-signature"] = c.sign(p)
	return p
}

func (c courier) sign(p parcel) string {
	c.t.Helper()
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(c.secret, "whsec_"))
	require.NoError(c.t, err)
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(p.headers["webhook-id"] + "." + p.headers["webhook-timestamp"] + "." + string(p.body)))
	return "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// resent is the same delivery once more: with the id of the first, sent and signed anew after the changes.
func (c courier) resent(first parcel, at time.Time, changes ...func(document)) parcel {
	c.t.Helper()
	var body document
	answer{t: c.t, body: first.body}.into(&body)
	for _, change := range changes {
		change(body)
	}
	again := parcel{path: first.path, headers: first.headers, body: bodyOf(c.t, body)}
	return c.stamp(again, first.headers["webhook-id"], at)
}

func (c courier) deliver(p parcel) answer {
	c.t.Helper()
	headers := []string{}
	for name, value := range p.headers {
		headers = append(headers, name, value)
	}
	return c.do("POST", p.path, p.body, headers...)
}

func (m *mounted) deliveries(channel, query string) sim.Deliveries {
	m.t.Helper()
	got := m.do("GET", "/_sim/"+channel+"/deliveries"+query, nil)
	require.Equal(m.t, 200, got.status, "body: %s", got.body)
	var deliveries sim.Deliveries
	got.into(&deliveries)
	return deliveries
}

func bodyFor(path string) document {
	switch path {
	case idePath:
		return action("ide", map[string]any{
			"status_line": "3 runs failed on main in a day",
			"card":        map[string]any{"title": "3 runs failed", "body": "naïve € \u2028 <ok>", "rationale": "", "links": []any{"https://ci.example/1"}},
		})
	case ciPath:
		return action("ci", map[string]any{
			"summary":     "### 3 runs failed\n",
			"annotations": []any{map[string]any{"path": "a.go", "line": 1, "level": "notice", "message": "3 runs failed"}},
		})
	case noticePath:
		return action("alert", map[string]any{"title": "3 runs failed", "text": "On main, in a day."})
	default:
		return document{
			"alert_id": uuid.NewString(), "tenant_id": tenantA, "source_module": "mmm", "plane": "tenant", "environment": "dev",
			"component_id": "mmm-engine", "severity": "critical", "category": "mentor", "summary": "3 runs failed",
			"started_at": "2026-03-01T11:59:59.5Z", "dedup_key": "acme/shop main", "links": []any{},
		}
	}
}

func action(surface string, payload map[string]any) document {
	return document{
		"decision_id": uuid.NewString(), "tenant_id": tenantA, "actor_id": "jane", "actor_type": "human",
		"action_id": uuid.NewString(), "action_type": "mentor", "surface": surface, "requires_consent": false,
		"requires_dual_channel": false, "payload": payload, "evidence_links": []any{"https://ci.example/1"},
		"target": map[string]any{
			"repo_id": "acme/shop", "branch": "main", "commit": "c0ffee", "pr": 7, "file_path": "a.go", "line": 12,
		},
		"expires_at": "2026-03-02T12:00:00Z", "timestamp_utc": "2026-03-01T12:00:00Z",
	}
}
