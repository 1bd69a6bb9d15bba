package stage

import (
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTheInboxKeepsTheNewestRequests(t *testing.T) {
	t.Parallel()
	var box inbox
	for i := range inboxRequests + 5 {
		box.add(Received{Path: strconv.Itoa(i)})
	}

	items, dropped := box.list("", 0)

	require.Len(t, items, inboxRequests)
	require.Equal(t, "5", items[0].Path)
	require.EqualValues(t, 5, dropped)
}
