package observed_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/attribute"
	sdk "go.opentelemetry.io/otel/sdk/trace"
)

// ended is the one span of the name.
func (b *bench) ended(t *testing.T, name string) sdk.ReadOnlySpan {
	t.Helper()
	var found []sdk.ReadOnlySpan
	for _, span := range b.spans.Ended() {
		if span.Name() == name {
			found = append(found, span)
		}
	}
	require.Len(t, found, 1, name)
	return found[0]
}

// said are a span's attributes.
func said(span sdk.ReadOnlySpan) map[attribute.Key]any {
	all := map[attribute.Key]any{}
	for _, attr := range span.Attributes() {
		all[attr.Key] = attr.Value.AsInterface()
	}
	return all
}
