package channel

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestTheRecordKeepsTheNewestDeliveries(t *testing.T) {
	t.Parallel()
	r := newRecord()
	for i := range recordDeliveries + 5 {
		take(t, r, strconv.Itoa(i), nil)
	}

	listed := r.list("")

	require.Len(t, listed.Items, recordDeliveries)
	require.Equal(t, "5", listed.Items[0].WebhookID)
	require.EqualValues(t, 5, listed.Dropped)
	require.Len(t, r.byID, recordDeliveries)
}

func TestTheRecordIsBoundedInBytes(t *testing.T) {
	t.Parallel()
	r := newRecord()
	for i := range 4 {
		take(t, r, strconv.Itoa(i), make([]byte, 12<<20))
	}
	require.Len(t, r.list("").Items, 2)
	require.EqualValues(t, 2, r.list("").Dropped)

	take(t, r, "huge", make([]byte, recordBytes+1))

	require.Len(t, r.list("").Items, 1)
}

func take(t *testing.T, r *record, id string, body []byte) {
	t.Helper()
	repeated, err := r.accept(arrival{Delivery: Delivery{WebhookID: id, Body: body}}, time.Unix(0, 0))
	require.NoError(t, err)
	require.False(t, repeated)
}
