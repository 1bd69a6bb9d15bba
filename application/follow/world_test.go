package follow_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/mmm-engine/mmm-engine/adapters/memory"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/receipt"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	acme = tenant.ID("acme")
	beta = tenant.ID("beta")
)

func now() time.Time { return time.Date(2026, time.May, 6, 7, 8, 9, 0, time.UTC) }

// fixedClock stands still.
type fixedClock struct{}

func (fixedClock) Now() time.Time           { return now() }
func (fixedClock) Monotonic() time.Duration { return time.Second }

// signer signs with a key made of one seed.
type signer struct{}

// privateKey is derived once: the model signs ten thousands of receipts.
var privateKey = sync.OnceValue(func() ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize))
})

func (signer) SigningKey() receipt.Key {
	return receipt.Key{ID: "k1", Sign: func(message []byte) []byte { return ed25519.Sign(privateKey(), message) }}
}

// newReceipt numbers receipts, so that a test can tell them apart.
func newReceipt(number int) ports.Receipt {
	receiptID := id.At(now(), id.Entropy{8: byte(number >> 8), 9: byte(number)})
	return ports.ReceiptOf(receipt.Body{ID: receiptID, TenantID: acme, At: now(), Rationale: strconv.Itoa(number)})
}

func newReceipts(from, to int) []ports.Receipt {
	var rows []ports.Receipt
	for number := from; number <= to; number++ {
		rows = append(rows, newReceipt(number))
	}
	return rows
}

// requireChain verifies a tenant's chain from outside: its texts in order, without
// gap or fork, each signed, holding exactly the receipts in the order of their commit.
func requireChain(t require.TestingT, store *memory.Receipts, owner tenant.ID, committed []ports.Receipt) {
	links := store.Links(owner)
	require.Len(t, links, len(committed))
	previous := "sha256:" + strings.Repeat("0", 64)
	for i, link := range links {
		require.Equal(t, committed[i].ID, link.ReceiptID, "place %d", i+1)
		text, err := receipt.Sealed(committed[i].Body, link)
		require.NoError(t, err)
		requireSealed(t, text, int64(i)+1, previous)
		previous = receipt.Hash(text)
		require.Equal(t, previous, link.Hash)
	}
}

// requireLinked is the part of requireChain that costs little: order and linkage.
func requireLinked(t require.TestingT, links []receipt.Link, committed []ports.Receipt) {
	head := receipt.Head{Hash: receipt.Genesis}
	for i, link := range links {
		require.Equal(t, committed[i].ID, link.ReceiptID, "place %d", i+1)
		require.Equal(t, head.Sequence+1, link.Sequence, "place %d", i+1)
		require.Equal(t, head.Hash, link.PrevHash, "place %d", i+1)
		head = link.Next()
	}
}

type sealedReceipt struct {
	Inputs struct {
		Chain struct {
			Sequence int64  `json:"sequence"`
			PrevHash string `json:"prev_hash"`
		} `json:"chain"`
	} `json:"inputs"`
	Signature string `json:"signature"`
}

func requireSealed(t require.TestingT, text string, sequence int64, previous string) {
	var sealed sealedReceipt
	require.NoError(t, json.Unmarshal([]byte(text), &sealed))
	require.Equal(t, sequence, sealed.Inputs.Chain.Sequence)
	require.Equal(t, previous, sealed.Inputs.Chain.PrevHash)
	encoded, found := strings.CutPrefix(sealed.Signature, "sig-ed25519:k1:")
	require.True(t, found)
	signature, err := base64.StdEncoding.DecodeString(encoded)
	require.NoError(t, err)
	unsigned := strings.Replace(text, `"signature":"`+sealed.Signature+`",`, "", 1)
	public, _ := privateKey().Public().(ed25519.PublicKey)
	require.True(t, ed25519.Verify(public, []byte(unsigned), signature), "sequence %d", sequence)
}
