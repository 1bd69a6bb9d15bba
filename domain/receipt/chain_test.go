package receipt_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mmm-engine/mmm-engine/domain/canonical"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/receipt"
)

func privateKey() ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{1}, ed25519.SeedSize))
}

func key() receipt.Key {
	return receipt.Key{ID: "kid-1", Sign: func(message []byte) []byte { return ed25519.Sign(privateKey(), message) }}
}

func seal(t require.TestingT, b receipt.Body, head receipt.Head) (string, receipt.Link) {
	text, link, err := receipt.Seal(b.ID, b.Canonical(), head, key())
	require.NoError(t, err)
	return text, link
}

// verified checks a sealed text as its receiver would: over the canonical bytes
// without the signature.
func verified(text string) bool {
	var sealed struct {
		KID       string `json:"kid"`
		Signature string `json:"signature"`
	}
	if json.Unmarshal([]byte(text), &sealed) != nil {
		return false
	}
	encoded, found := strings.CutPrefix(sealed.Signature, "sig-ed25519:"+sealed.KID+":")
	signature, err := base64.StdEncoding.Strict().DecodeString(encoded)
	public, _ := privateKey().Public().(ed25519.PublicKey)
	unsigned := strings.Replace(text, `"signature":"`+sealed.Signature+`",`, "", 1)
	return found && err == nil && ed25519.Verify(public, []byte(unsigned), signature)
}

func TestTheFirstReceiptFollowsGenesis(t *testing.T) {
	t.Parallel()
	text, link := seal(t, body(), receipt.Head{})
	zeros := "sha256:0000000000000000000000000000000000000000000000000000000000000000"
	require.Equal(t, zeros, link.PrevHash)
	require.Equal(t, int64(1), link.Sequence)
	require.Contains(t, text, `"inputs":{"chain":{"prev_hash":"`+zeros+`","sequence":1},"surface":"ci","tenant_id":"acme"}`)
	require.Contains(t, text, `"kid":"kid-1"`)
}

func TestEachReceiptNamesThePredecessorsBytes(t *testing.T) {
	t.Parallel()
	head := receipt.Head{}
	previous := ""
	for sequence := int64(1); sequence <= 5; sequence++ {
		text, link := seal(t, body(), head)
		require.Equal(t, sequence, link.Sequence)
		if previous != "" {
			require.Equal(t, receipt.Hash(previous), link.PrevHash)
		}
		require.Equal(t, receipt.Head{Sequence: sequence, Hash: receipt.Hash(text)}, link.Next())
		previous, head = text, link.Next()
	}
}

func TestTheHashIsOfTheTextInHex(t *testing.T) {
	t.Parallel()
	require.Equal(t, "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", receipt.Hash("abc"))
}

func TestEveryFlippedBitIsNoticed(t *testing.T) {
	t.Parallel()
	text, _ := seal(t, body(), receipt.Head{})
	require.True(t, verified(text))
	for i := range len(text) {
		altered := []byte(text)
		altered[i] ^= 1
		require.False(t, verified(string(altered)), "byte %d, %q", i, text[i])
	}
}

func TestAnotherKeyDoesNotVerify(t *testing.T) {
	t.Parallel()
	other := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{2}, ed25519.SeedSize))
	forged := receipt.Key{ID: key().ID, Sign: func(message []byte) []byte { return ed25519.Sign(other, message) }}
	text, _, err := receipt.Seal(body().ID, body().Canonical(), receipt.Head{}, forged)
	require.NoError(t, err)
	require.False(t, verified(text))
}

func TestWhateverABodyHoldsIsSealedCanonically(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		b := drawBody(t)
		head := receipt.Head{Sequence: rapid.Int64Range(0, 1<<53).Draw(t, "sequence")}
		if head.Sequence > 0 {
			head.Hash = receipt.Hash(rapid.String().Draw(t, "predecessor"))
		}
		text, link := seal(t, b, head)
		require.Equal(t, recanonical(t, text), text, "canonical")
		require.True(t, verified(text))
		require.Equal(t, recanonical(t, text, "signature"),
			strings.Replace(text, `"signature":"`+link.Signature+`",`, "", 1), "what is signed is canonical too")
		again, err := receipt.Sealed(b.Canonical(), link)
		require.NoError(t, err)
		require.Equal(t, text, again)
		require.Equal(t, receipt.Hash(text), link.Hash)
	})
}

// drawBody fills a body with text that tries to be mistaken for structure.
func drawBody(t *rapid.T) receipt.Body {
	words := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{
		`"inputs":{`, `{"chain":{}}`, `\`, `\"`, `}`, `]`, "\u2028", "\x00", "\x7f", "é", "𝄞", `","signature":"`,
	}))
	names := rapid.SampledFrom([]string{"a", "b", "cause", "chai", "chain_", "z"})
	b := body()
	b.Rationale, b.RepoID = words.Draw(t, "rationale"), words.Draw(t, "repository")
	b.Evidence = rapid.SliceOfN(words, 0, 3).Draw(t, "evidence")
	b.Inputs = canonical.Object{}
	for _, name := range rapid.SliceOfDistinct(names, rapid.ID).Draw(t, "names") {
		b.Inputs = append(b.Inputs, canonical.Member{Name: name, Value: words.Draw(t, name)})
	}
	if rapid.Bool().Draw(t, "child") {
		b.Parent = id.Random([16]byte{4})
	}
	return b
}

func TestWhatIsNoBodyIsNotSealed(t *testing.T) {
	t.Parallel()
	sealed, _ := seal(t, body(), receipt.Head{})
	for name, text := range map[string]string{
		"sealed already": sealed, "no inputs": `{"a":1}`, "inputs that are no object": `{"inputs":[]}`,
		"no object": `[]`, "nothing": ``, "a key already": `{"inputs":{},"kid":"x"}`, "a signature already": `{"inputs":{},"signature":"x"}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			receiptID := body().ID
			_, _, err := receipt.Seal(receiptID, text, receipt.Head{}, key())
			require.ErrorContains(t, err, receiptID.String())
			if name != "sealed already" {
				require.NotContains(t, err.Error(), `{`)
			}
		})
	}
}
