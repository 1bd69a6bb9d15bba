package resilient_test

import (
	"context"

	"github.com/mmm-engine/mmm-engine/domain/delivery"
)

// answering is a receiver that answers what comes, when it comes.
type answering <-chan error

func (a answering) Deliver(context.Context, delivery.Message) error { return <-a }
