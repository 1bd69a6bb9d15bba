package redisfatigue_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/infrastructure/redistest"
	"github.com/mmm-engine/mmm-engine/ports"
)

func BenchmarkGetWindow(b *testing.B) {
	cache := opened(b, redistest.New(b).URL())
	require.NoError(b, cache.PutWindows(b.Context(), []ports.WindowCopy{ada(1)}))
	get := func() {
		if _, found, err := cache.GetWindow(b.Context(), "acme", "actor:ada"); err != nil || !found {
			b.Errorf("found: %v, %v", found, err)
		}
	}
	b.Run("alone", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			get()
		}
	})
	b.Run("together", func(b *testing.B) {
		b.ReportAllocs()
		b.SetParallelism(32)
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				get()
			}
		})
	})
}

func BenchmarkPutWindows(b *testing.B) {
	cache := opened(b, redistest.New(b).URL())
	b.ReportAllocs()
	for version := int64(1); b.Loop(); version++ {
		require.NoError(b, cache.PutWindows(b.Context(), []ports.WindowCopy{ada(version)}))
	}
}
