package iam_test

import (
	"crypto/ed25519"
	"testing"

	"github.com/mmm-engine/mmm-engine/adapters/iam"
)

func BenchmarkVerifyAKnownToken(b *testing.B) {
	_, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		b.Fatal(err)
	}
	clock := newHandClock()
	minter, err := iam.NewMinter(private, clock)
	if err != nil {
		b.Fatal(err)
	}
	tokens, err := iam.NewLocal(private.Public().(ed25519.PublicKey), clock)
	if err != nil {
		b.Fatal(err)
	}
	token, err := minter.Mint(iam.Grant{TenantID: "demo", ActorID: "ada"})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := tokens.Verify(b.Context(), token); err != nil {
			b.Fatal(err)
		}
	}
}
