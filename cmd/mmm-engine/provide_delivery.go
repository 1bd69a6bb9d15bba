package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"slices"

	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"

	"github.com/mmm-engine/mmm-engine/adapters/channel"
	"github.com/mmm-engine/mmm-engine/adapters/jobs"
	"github.com/mmm-engine/mmm-engine/adapters/observed"
	"github.com/mmm-engine/mmm-engine/adapters/resilient"
	"github.com/mmm-engine/mmm-engine/application/job"
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/delivery"
	"github.com/mmm-engine/mmm-engine/infrastructure/config"
	"github.com/mmm-engine/mmm-engine/infrastructure/telemetry"
	"github.com/mmm-engine/mmm-engine/ports"
)

// outlet is the channel of one surface; its url is empty where none is configured.
type outlet struct {
	surface action.Surface
	breaker resilient.Name
	url     config.ServiceURL
	token   config.Secret
	format  channel.Format
}

// outlets answers the channels of all surfaces that anything is delivered to.
func outlets(settings config.Config) []outlet {
	alerts := settings.AlertingFormat == config.Alerts
	return []outlet{
		{action.IDE, resilient.EdgeAgent, settings.EdgeAgentURL, settings.EdgeAgentToken, channel.FormatOf(action.IDE, alerts)},
		{action.CI, resilient.CIWorkflow, settings.CIWorkflowURL, settings.CIWorkflowToken, channel.FormatOf(action.CI, alerts)},
		{action.Alert, resilient.Alerting, settings.AlertingURL, settings.AlertingToken, channel.FormatOf(action.Alert, alerts)},
	}
}

// configured answers the channels that there are.
func configured(settings config.Config) []outlet {
	return slices.DeleteFunc(outlets(settings), func(one outlet) bool { return one.url == "" })
}

func newChannels(settings config.Config) delivery.Channels {
	var surfaces delivery.Channels
	for _, one := range configured(settings) {
		surfaces = append(surfaces, one.surface)
	}
	return surfaces
}

// newReceivers: trace+metric > pause > breaker > retry > timeout > count of attempts > client.
func newReceivers(
	settings config.Config, breakers *resilient.Breakers, metrics *observed.Metrics, tracer trace.Tracer,
	made clients, propagator propagation.TextMapPropagator, clock ports.Clock, ids ports.IDs,
) (job.Receivers, error) {
	secrets, err := channel.ParseSecrets(settings.DeliverySecrets.Reveal())
	if err != nil {
		return nil, fmt.Errorf("DELIVERY_SIGNING_SECRET: %w", err)
	}
	receivers := job.Receivers{}
	for _, one := range configured(settings) {
		client, err := channel.New(made(), ids, clock, channel.Settings{
			BaseURL: string(one.url), Format: one.format, Token: one.token.Reveal(), Secrets: secrets,
			Propagate: func(ctx context.Context, header http.Header) {
				propagator.Inject(ctx, propagation.HeaderCarrier(header))
			},
		})
		if err != nil {
			return nil, err
		}
		guarded := resilient.NewChannel(observed.NewAttempts(client, one.surface, metrics),
			breakers.Of(one.breaker), resilient.BackgroundRetries(), resilient.DeliveryTimeout)
		receivers[one.surface] = job.Receiver{
			Name:    client.Address(),
			Channel: observed.NewChannel(resilient.NewPaused(guarded, clock), string(one.breaker), metrics, tracer, clock),
		}
	}
	return receivers, nil
}

func newObservedDeliverer(
	metrics *observed.Metrics, tracer trace.Tracer, logger *slog.Logger, clock ports.Clock, outages *telemetry.Transitions,
) observed.Deliverer {
	return observed.Deliverer{Metrics: metrics, Tracer: tracer, Logger: logger, Clock: clock, Outages: outages}
}

func newDeliver(deliverer *job.Deliverer, around observed.Deliverer) observed.Delivery {
	return around.Around(deliverer.Deliver)
}

func newDeliverDigest(deliverer *job.DigestDeliverer, around observed.Deliverer) observed.DigestDelivery {
	return around.AroundDigest(deliverer.Deliver)
}

func newRelease(releaser *job.Releaser, metrics *observed.Metrics, tracer trace.Tracer, logger *slog.Logger) observed.Release {
	return observed.Releaser{Metrics: metrics, Tracer: tracer, Logger: logger}.Around(releaser.Release)
}

// channelQueues let each channel's breaker say how many deliveries are worked on. A
// surface without a channel has its queue too, and a breaker that nothing opens: what
// was committed while there was a channel must end, as disabled.
func channelQueues(settings config.Config, breakers *resilient.Breakers) []jobs.ChannelQueue {
	var queues []jobs.ChannelQueue
	for _, one := range outlets(settings) {
		queues = append(queues, jobs.ChannelQueue{Surface: one.surface, Admission: func() jobs.Admission {
			switch breakers.State(one.breaker) {
			case resilient.Open:
				return jobs.Nothing
			case resilient.HalfOpen:
				return jobs.OneTrial
			case resilient.Closed:
			}
			return jobs.Everything
		}})
	}
	return queues
}
