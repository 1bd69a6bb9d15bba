package sim_test

import (
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim"
)

// channelOf is each route's channel and surface.
var channelOf = map[string][2]string{
	idePath: {"edge_agent", "ide"}, ciPath: {"ci_workflow", "ci"}, noticePath: {"alerting", "alert"}, alertsPath: {"alerting", "alert"},
}

func TestADeliveryIsAcceptedAndListed(t *testing.T) {
	t.Parallel()
	for path, channel := range channelOf {
		c := mountChannels(t)
		p := c.pack(path)

		got := c.deliver(p)

		require.Equal(t, 202, got.status, "body: %s", got.body)
		require.JSONEq(t, `{"status":"accepted","webhook_id":"`+p.headers["webhook-id"]+`"}`, string(got.body))
		listed := c.deliveries(channel[0], "")
		require.Len(t, listed.Items, 1)
		var body struct {
			ActionID   string `json:"action_id"`
			DecisionID string `json:"decision_id"`
		}
		answer{t: t, body: p.body}.into(&body)
		require.Equal(t, sim.Delivery{
			WebhookID: p.headers["webhook-id"], TenantID: tenantA, ActionID: body.ActionID, DecisionID: body.DecisionID,
			Surface: channel[1], Received: 1, FirstAt: c.now, LastAt: c.now, Body: listed.Items[0].Body,
		}, listed.Items[0])
		require.JSONEq(t, string(p.body), string(listed.Items[0].Body))
		require.Empty(t, listed.Refused)
		require.Zero(t, listed.Dropped)
	}
}

func TestARepeatAnswers200AndIsCounted(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	var minutes atomic.Int64
	m := mount(t, sim.Options{
		WebhookSecret: webhookSecret,
		Now:           func() time.Time { return start.Add(time.Duration(minutes.Load()) * time.Minute) },
	})
	c := courier{mounted: m, secret: webhookSecret, now: start}
	first := c.pack(idePath)
	require.Equal(t, 202, c.deliver(first).status)
	minutes.Store(30)

	again := c.deliver(c.resent(first, start.Add(30*time.Minute), with("timestamp_utc", "2026-03-01T12:30:00Z")))

	require.Equal(t, 200, again.status, "body: %s", again.body)
	require.JSONEq(t, `{"status":"repeated","webhook_id":"`+first.headers["webhook-id"]+`"}`, string(again.body))
	items := c.deliveries("edge_agent", "").Items
	require.Len(t, items, 1)
	require.EqualValues(t, 2, items[0].Received)
	require.Equal(t, start, items[0].FirstAt)
	require.Equal(t, start.Add(30*time.Minute), items[0].LastAt)
	require.JSONEq(t, string(first.body), string(items[0].Body))
}

func TestTheSameWebhookIDWithOtherContentIsAConflict(t *testing.T) {
	t.Parallel()
	c := mountChannels(t)
	for path, change := range map[string]func(document){
		idePath: with("payload.status_line", "other"), ciPath: with("expires_at", "2026-03-02T12:00:01Z"),
		noticePath: without("target.line"), alertsPath: with("started_at", "2026-03-01T12:00:00Z"),
	} {
		first := c.pack(path)
		require.Equal(t, 202, c.deliver(first).status)

		got := c.deliver(c.resent(first, c.now, change)).refused(409, "webhook-id")

		require.Equal(t, "DELIVERY_CONFLICT", got.Code)
		require.Equal(t, 200, c.deliver(first).status, "the first one stays")
	}
	require.Equal(t, map[string]uint64{"DELIVERY_CONFLICT": 2}, c.deliveries("alerting", "").Refused)
}

func TestOfManyAtOnceOneIsTheFirst(t *testing.T) {
	t.Parallel()
	c := mountChannels(t)
	p := c.pack(ciPath)
	var statuses sync.Map
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			request := c.request("POST", p.path, p.body)
			for name, value := range p.headers {
				request.Header.Set(name, value)
			}
			got, err := c.try(request)
			statuses.Store(i, got.status)
			if err != nil {
				statuses.Store(i, err)
			}
		})
	}
	all.Wait()

	seen := map[any]int{}
	statuses.Range(func(_, status any) bool { seen[status]++; return true })
	require.Equal(t, map[any]int{202: 1, 200: 19}, seen)
	require.EqualValues(t, 20, c.deliveries("ci_workflow", "").Items[0].Received)
}

func TestDeliveriesAreListedOldestFirstByTenantUntilForgotten(t *testing.T) {
	t.Parallel()
	c := mountChannels(t)
	var ids []string
	for _, tenant := range []string{"even", "odd", "even", "odd"} {
		p := c.pack(noticePath, with("tenant_id", tenant))
		p.headers["X-Tenant-ID"] = tenant
		require.Equal(t, 202, c.deliver(p).status)
		ids = append(ids, p.headers["webhook-id"])
	}
	again := c.pack(alertsPath)
	c.deliver(again)
	c.do("POST", alertsPath, `{}`).refused(401, "")

	odd := c.deliveries("alerting", "?tenant_id=odd").Items
	require.Len(t, odd, 2)
	require.Equal(t, []string{ids[1], ids[3]}, []string{odd[0].WebhookID, odd[1].WebhookID})
	require.Len(t, c.deliveries("alerting", "").Items, 5)
	require.JSONEq(t, `{"items":[],"refused":{"SIGNATURE_INVALID":1},"dropped":0}`,
		string(c.do("GET", "/_sim/alerting/deliveries?tenant_id=nobody", nil).body))
	require.JSONEq(t, `{"items":[],"refused":{},"dropped":0}`, string(c.do("GET", "/_sim/edge_agent/deliveries", nil).body))

	require.Equal(t, 204, c.do("DELETE", "/_sim/alerting/deliveries", nil).status)

	require.JSONEq(t, `{"items":[],"refused":{},"dropped":0}`, string(c.do("GET", "/_sim/alerting/deliveries", nil).body))
	require.Equal(t, 202, c.deliver(again).status, "what was forgotten is new")
}

func TestAChannelHasItsOwnPathsOnly(t *testing.T) {
	t.Parallel()
	c := mountChannels(t)
	for _, path := range []string{
		"/edge_agent/v1/alerts", "/edge_agent/api/v1/notifications/mmm", "/ci_workflow/api/v1/mmm/actions/", "/alerting/api/v1/mmm/actions",
	} {
		p := c.pack(idePath)
		p.path = path
		c.deliver(p).refused(404, "")
	}
	c.do(http.MethodGet, idePath, nil).refused(404, "")
}

func TestALateChannelHasTheDeliveryAndAnswersItsRepeat(t *testing.T) {
	t.Parallel()
	c := mountChannels(t)
	p := c.pack(idePath)
	c.order("edge_agent", `{"mode":"late"}`)
	request := c.request("POST", p.path, p.body)
	for name, value := range p.headers {
		request.Header.Set(name, value)
	}
	waiting := c.withheld(request)
	require.Eventually(t, func() bool { return len(c.deliveries("edge_agent", "").Items) == 1 }, waitTime, pollPause)
	require.Empty(t, waiting.answers)

	waiting.goAway()

	require.Error(t, <-waiting.answers)
	c.order("edge_agent", `{"mode":"none"}`)
	require.Equal(t, 200, c.deliver(p).status)
	require.EqualValues(t, 2, c.deliveries("edge_agent", "").Items[0].Received)
}
