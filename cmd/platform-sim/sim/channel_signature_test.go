package sim_test

import (
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

func TestWhatTheSecretDidNotSignIsRefused(t *testing.T) {
	t.Parallel()
	c := mountChannels(t)
	other := courier{mounted: c.mounted, secret: "whsec_" + base64.StdEncoding.EncodeToString(make([]byte, 24)), now: c.now}
	for name, tamper := range map[string]func(parcel) parcel{
		"another secret": func(parcel) parcel { return other.pack(idePath) },
		"another body":   func(p parcel) parcel { p.body = append(p.body, ' '); return p },
		"another id":     func(p parcel) parcel { return relabelled(p, "webhook-id", uuid.NewString()) },
		"another time": func(p parcel) parcel {
			return relabelled(p, "webhook-timestamp", strconv.FormatInt(c.now.Unix()+1, 10))
		},
		"another version": func(p parcel) parcel {
			return relabelled(p, "webhook-signature", "v1a"+p.headers["webhook-signature"][2:])
		},
	} {
		got := c.deliver(tamper(c.pack(idePath))).refused(401, "webhook-signature")
		require.Equal(t, "SIGNATURE_INVALID", got.Code, name)
	}
	require.Equal(t, map[string]uint64{"SIGNATURE_INVALID": 5}, c.deliveries("edge_agent", "").Refused)
	require.Empty(t, c.deliveries("edge_agent", "").Items)
}

func relabelled(p parcel, header, value string) parcel {
	p.headers = maps.Clone(p.headers)
	p.headers[header] = value
	return p
}

func TestEveryMissingHeaderOfTheConventionIsNamed(t *testing.T) {
	t.Parallel()
	got := mountChannels(t).do("POST", noticePath, `{}`)

	for _, name := range []string{"webhook-id", "webhook-timestamp", "webhook-signature"} {
		got.refused(401, name)
	}
}

func TestAMisshapenSignatureIsRefusedWithAndWithoutASecret(t *testing.T) {
	t.Parallel()
	unset, now := mountAt(t, sim.Options{})
	for _, c := range []courier{mountChannels(t), {mounted: unset, secret: webhookSecret, now: now}} {
		good := c.pack(idePath).headers["webhook-signature"]
		encoded := strings.TrimPrefix(good, "v1,")
		for _, signature := range []string{
			"", encoded, "v1", "v1,", "v1," + encoded[4:], "v1:" + encoded, "V1," + encoded, "," + encoded, "v2," + encoded, good + ",x",
			good + "  " + good, good + " rubbish", "v1," + strings.TrimRight(encoded, "="), "v1," + strings.Repeat("!", 44),
		} {
			c.deliver(relabelled(c.pack(idePath), "webhook-signature", signature)).refused(401, "webhook-signature")
		}
	}
}

func TestOneOfSeveralSignaturesIsEnough(t *testing.T) {
	t.Parallel()
	c := mountChannels(t)
	other := courier{mounted: c.mounted, secret: "whsec_" + base64.StdEncoding.EncodeToString(make([]byte, 64)), now: c.now}
	p := c.pack(idePath)

	both := relabelled(p, "webhook-signature", other.sign(p)+" v1a,bm8= "+c.sign(p))

	require.Equal(t, 202, c.deliver(both).status)
	c.deliver(relabelled(p, "webhook-signature", other.sign(p)+" "+other.sign(p))).refused(401, "webhook-signature")
}

func TestADeliverysTimeIsWithinFiveMinutesOfTheClock(t *testing.T) {
	t.Parallel()
	c := mountChannels(t)
	at := func(offset time.Duration) parcel {
		return c.stamp(c.pack(idePath), uuid.NewString(), c.now.Add(offset))
	}

	require.Equal(t, 202, c.deliver(at(5*time.Minute)).status)
	require.Equal(t, 202, c.deliver(at(-5*time.Minute)).status)
	c.deliver(at(5*time.Minute+time.Second)).refused(401, "webhook-timestamp")
	c.deliver(at(-5*time.Minute-time.Second)).refused(401, "webhook-timestamp")
	for _, text := range []string{"", "now", "1772366400.5", "+1772366400", "01772366400", "2026-03-01T12:00:00Z", "9223372036854775808", "9223372036854775807"} {
		p := relabelled(c.pack(idePath), "webhook-timestamp", text)
		p.headers["webhook-signature"] = c.sign(p)
		c.deliver(p).refused(401, "webhook-timestamp")
	}
}

func TestTheIDIsAUUIDAndTheIdempotencyKey(t *testing.T) {
	t.Parallel()
	c := mountChannels(t)

	c.deliver(c.stamp(c.pack(idePath), "msg_1", c.now)).refused(422, "webhook-id")
	c.deliver(relabelled(c.pack(idePath), "Idempotency-Key", uuid.NewString())).refused(422, "Idempotency-Key")
	c.deliver(relabelled(c.pack(idePath), "Idempotency-Key", "")).refused(422, "Idempotency-Key")
}

func TestTheTenantHeaderMustBeTheDeliverys(t *testing.T) {
	t.Parallel()
	c := mountChannels(t)
	for path := range channelOf {
		require.Equal(t, "TENANT_MISMATCH", c.deliver(relabelled(c.pack(path), "X-Tenant-ID", "other")).refused(403, "X-Tenant-ID").Code)
		c.deliver(relabelled(c.pack(path), "X-Tenant-ID", "")).refused(403, "X-Tenant-ID")
	}
}

func TestWithoutASecretAWellFormedSignatureIsTaken(t *testing.T) {
	t.Parallel()
	m, now := mountAt(t, sim.Options{})
	c := courier{mounted: m, secret: "whsec_" + base64.StdEncoding.EncodeToString(make([]byte, 32)), now: now}

	require.Equal(t, 202, c.deliver(c.pack(idePath)).status)
	c.deliver(c.stamp(c.pack(idePath), uuid.NewString(), now.Add(time.Hour))).refused(401, "webhook-timestamp")
}

func TestAWebhookSecretIsWrittenAsTheConventionSays(t *testing.T) {
	t.Parallel()
	encoded := strings.TrimPrefix(webhookSecret, "whsec_")
	for _, secret := range []string{
		encoded, "whsec_", "whsec_" + encoded[:43], "whpk_" + encoded, webhookSecret + "\n ",
		"whsec_" + base64.StdEncoding.EncodeToString(make([]byte, 23)), "whsec_" + base64.StdEncoding.EncodeToString(make([]byte, 65)),
	} {
		_, err := sim.New(sim.Options{WebhookSecret: secret})
		require.ErrorContains(t, err, "webhook secret")
		require.NotContains(t, err.Error(), encoded[:8])
	}
}
