package broker

type options struct {
	retention int
	onPublish func(topic string)
}

// Option changes a broker's behaviour.
type Option func(*options)

// WithRetention keeps the last n messages of each topic.
func WithRetention(n int) Option {
	return func(o *options) { o.retention = n }
}

// WithPublishHook calls fn after each message.
func WithPublishHook(fn func(topic string)) Option {
	return func(o *options) { o.onPublish = fn }
}
