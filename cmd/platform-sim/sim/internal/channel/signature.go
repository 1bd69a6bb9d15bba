package channel

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim/internal/reply"
)

const (
	headerID        = "webhook-id"
	headerTimestamp = "webhook-timestamp"
	headerSignature = "webhook-signature"
)

// tolerance is how far a delivery's clock and ours may be apart.
const tolerance = 5 * time.Minute

var errSecret = errors.New("must be whsec_ and the standard base64 of 24 to 64 bytes: " +
	`make one with echo "whsec_$(openssl rand -base64 32)"`)

// Signatures judges deliveries by the headers of the Standard Webhooks convention.
type Signatures struct {
	// webhook is the convention's own implementation; nil judges a signature by its form only.
	webhook *standardwebhooks.Webhook
	now     func() time.Time
}

// NewSignatures takes the secret as the convention writes it, whsec_ and base64. With an empty one no signature is verified.
// The error does not tell the secret.
func NewSignatures(secret string, now func() time.Time) (Signatures, error) {
	if secret == "" {
		return Signatures{now: now}, nil
	}
	encoded, prefixed := strings.CutPrefix(secret, "whsec_")
	key, err := base64.StdEncoding.DecodeString(encoded)
	if !prefixed || err != nil || len(key) < 24 || len(key) > 64 {
		return Signatures{}, errSecret
	}
	webhook, err := standardwebhooks.NewWebhookRaw(key)
	if err != nil {
		return Signatures{}, errSecret
	}
	return Signatures{webhook: webhook, now: now}, nil
}

// check reports every header that is wrong. The time is judged here and not by the library, which reads the machine's clock.
func (s Signatures) check(header http.Header, body []byte) error {
	var wrong []reply.FieldError
	for _, part := range []struct{ name, message string }{
		{headerID, wrongID(header.Get(headerID))},
		{headerTimestamp, s.wrongTime(header.Get(headerTimestamp))},
		{headerSignature, wrongForm(header.Get(headerSignature))},
	} {
		if part.message != "" {
			wrong = append(wrong, reply.FieldError{Path: part.name, Message: part.message})
		}
	}
	if len(wrong) == 0 && s.webhook != nil && s.webhook.VerifyIgnoringTimestamp(body, header) != nil {
		wrong = append(wrong, reply.FieldError{
			Path: headerSignature, Message: "does not verify over webhook-id.webhook-timestamp.body with the secret",
		})
	}
	if len(wrong) > 0 {
		return unsigned(wrong)
	}
	return nil
}

func wrongID(id string) string {
	if id == "" {
		return "is required"
	}
	return ""
}

func (s Signatures) wrongTime(text string) string {
	seconds, err := strconv.ParseInt(text, 10, 64)
	if err != nil || strconv.FormatInt(seconds, 10) != text {
		return "must be Unix seconds"
	}
	if s.now().Sub(time.Unix(seconds, 0)).Abs() > tolerance {
		return "must be within 5 minutes of the clock here"
	}
	return ""
}

// wrongForm wants one signature of version 1 at least. Others may be there: the convention has more versions, and a sender
// whose secret changes signs with both.
func wrongForm(text string) string {
	found := false
	for part := range strings.SplitSeq(text, " ") {
		version, encoded, parted := strings.Cut(part, ",")
		raw, err := base64.StdEncoding.Strict().DecodeString(encoded)
		if !parted || version == "" || err != nil || version == "v1" && len(raw) != sha256.Size {
			return "must be v1,{standard base64 of 32 bytes}, and more of these after a space each"
		}
		found = found || version == "v1"
	}
	if !found {
		return "must have a signature of version v1"
	}
	return ""
}

func unsigned(wrong []reply.FieldError) reply.ProblemError {
	problem := reply.Invalid("SIGNATURE_INVALID", wrong...)
	problem.Status = http.StatusUnauthorized
	return problem
}
