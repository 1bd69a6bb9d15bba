package receipt

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/mmm-engine/mmm-engine/domain/canonical"
	"github.com/mmm-engine/mmm-engine/domain/id"
)

// Genesis is the prev_hash of a tenant's first receipt.
var Genesis = "sha256:" + strings.Repeat("0", 64)

// Head is the newest place of a tenant's chain. The zero value is the head of an
// empty chain.
type Head struct {
	// Sequence counts from 1; 0 means that nothing is sealed yet.
	Sequence int64
	// Hash of the newest receipt; empty stands for Genesis.
	Hash string
}

// Link is what sealing adds to a receipt's body.
type Link struct {
	ReceiptID id.UUID
	Sequence  int64
	PrevHash  string
	// Hash is "sha256:" and hex of the sealed text, signature included.
	Hash string
	// Signature is "sig-ed25519:{kid}:{base64}".
	Signature string
	KID       string
}

// Key signs receipts. Sign answers the 64 bytes of an Ed25519 signature.
type Key struct {
	// ID is of [A-Za-z0-9._-]+ (downstream.md, ERIS).
	ID   string
	Sign func(message []byte) []byte
}

// Seal gives a canonical body the place after head and the key's signature. It
// answers the sealed text and the link that, with the body, makes that text again.
func Seal(receipt id.UUID, body string, head Head, key Key) (string, Link, error) {
	link := Link{ReceiptID: receipt, Sequence: head.Sequence + 1, PrevHash: head.Hash, KID: key.ID}
	if link.PrevHash == "" {
		link.PrevHash = Genesis
	}
	unsigned, err := chained(body, link)
	if err != nil {
		return "", Link{}, err
	}
	signature := base64.StdEncoding.EncodeToString(key.Sign([]byte(unsigned)))
	link.Signature = "sig-ed25519:" + key.ID + ":" + signature
	sealed, err := signed(unsigned, link)
	if err != nil {
		return "", Link{}, err
	}
	link.Hash = Hash(sealed)
	return sealed, link, nil
}

// Sealed makes the sealed text of a body again, to the byte.
func Sealed(body string, link Link) (string, error) {
	unsigned, err := chained(body, link)
	if err != nil {
		return "", err
	}
	return signed(unsigned, link)
}

// Next answers the head that the link leaves behind.
func (l Link) Next() Head { return Head{Sequence: l.Sequence, Hash: l.Hash} }

// Hash answers "sha256:" and hex of a sealed receipt's canonical bytes.
func Hash(sealed string) string {
	sum := sha256.Sum256([]byte(sealed))
	return "sha256:" + hex.EncodeToString(sum[:])
}

func chained(body string, link Link) (string, error) {
	place := canonical.Marshal(canonical.Object{
		{Name: "prev_hash", Value: link.PrevHash}, {Name: "sequence", Value: link.Sequence},
	})
	body, err := canonical.Insert(body, []string{"inputs"}, "chain", place)
	if err != nil {
		return "", fmt.Errorf("seal the receipt %s: %w", link.ReceiptID, err)
	}
	body, err = canonical.Insert(body, nil, "kid", string(canonical.Append(nil, link.KID)))
	if err != nil {
		return "", fmt.Errorf("seal the receipt %s: %w", link.ReceiptID, err)
	}
	return body, nil
}

func signed(unsigned string, link Link) (string, error) {
	sealed, err := canonical.Insert(unsigned, nil, "signature", string(canonical.Append(nil, link.Signature)))
	if err != nil {
		return "", fmt.Errorf("sign the receipt %s: %w", link.ReceiptID, err)
	}
	return sealed, nil
}
