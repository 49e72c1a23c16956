package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/redis/go-redis/v9"
)

// redisClaim is the rule as a script, which Redis runs as one step. KEYS: what is
// left of the drop, and the numbers of its coupons by card.
var redisClaim = redis.NewScript(`
local had = redis.call('HGET', KEYS[2], ARGV[1])
if had then return tonumber(had) end
local left = tonumber(redis.call('GET', KEYS[1]) or '0')
if left <= 0 then return 0 end
redis.call('DECR', KEYS[1])
local number = redis.call('HLEN', KEYS[2]) + 1
redis.call('HSET', KEYS[2], ARGV[1], number)
return number`)

// startRedis gives two engines over one server: a connection for each caller, and
// claims of all callers gathered into pipelines by the client.
func startRedis(ctx context.Context, dir string) ([]*engine, error) {
	dir = filepath.Join(dir, "redis")
	if err := os.Mkdir(dir, 0o700); err != nil {
		return nil, err
	}
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	d, err := startDaemon("redis-server", exec.Command("redis-server", "--bind", "127.0.0.1", "--port", port, "--dir", dir,
		"--appendonly", "yes", "--appendfsync", "always", "--save", "", "--auto-aof-rewrite-percentage", "0", "--maxclients", "2000"))
	if err != nil {
		return nil, err
	}
	callers := contestCallers[len(contestCallers)-1]
	client := redis.NewClient(&redis.Options{Addr: "127.0.0.1:" + port, PoolSize: callers + 8})
	stop := func() error { return errors.Join(client.Close(), d.stop(os.Interrupt)) }
	each := &engine{name: "Redis, a connection a caller", goal: 4, open: redisOpen(ctx, client), stop: stop}
	if err := d.ready(func() error { return client.Ping(ctx).Err() }); err != nil {
		return []*engine{each}, err
	}
	if err := redisClaim.Load(ctx, client).Err(); err != nil {
		return []*engine{each}, err
	}
	each.settings = redisSettings(ctx, client)
	for range callers {
		each.seats = append(each.seats, redisSeat(ctx, client.Conn()))
	}
	p := startPipelines(ctx, client)
	piped := &engine{name: "Redis, pipelined by the client", goal: 1.5, open: each.open, stop: p.stop,
		settings: fmt.Sprintf("the same server; %d connections, each sends what has gathered, at most %d claims", pipelines, pipelineMost)}
	for range callers {
		piped.seats = append(piped.seats, p.seat())
	}
	return []*engine{each, piped}, nil
}

func redisSettings(ctx context.Context, client *redis.Client) string {
	version := "version unknown"
	for line := range strings.Lines(client.Info(ctx, "server").Val()) {
		if v, ok := strings.CutPrefix(line, "redis_version:"); ok {
			version = strings.TrimSpace(v)
		}
	}
	return version + ", one Lua script, appendonly yes, appendfsync always, no snapshots, no rewrite of the log; go-redis over loopback"
}

func redisOpen(ctx context.Context, client *redis.Client) func(drop string, stock int) error {
	return func(drop string, stock int) error {
		return client.Set(ctx, "left:"+drop, stock, 0).Err()
	}
}

func redisKeys(drop string) []string { return []string{"left:" + drop, "coupons:" + drop} }

func redisSeat(ctx context.Context, conn *redis.Conn) seat {
	return func(drop string, card int64) (int, error) {
		return redisClaim.EvalSha(ctx, conn, redisKeys(drop), cardName(card)).Int()
	}
}

// How claims are gathered for pipelines.
const (
	pipelines    = 2
	pipelineMost = 512
)

// gathered is one claim on its way through a pipeline.
type gathered struct {
	drop   string
	card   int64
	answer chan<- *redis.Cmd
}

// pipes send what callers ask, as much as has gathered while the one before was under
// way.
type pipes struct {
	asks  chan gathered
	ended chan struct{}
}

func startPipelines(ctx context.Context, client *redis.Client) *pipes {
	p := &pipes{asks: make(chan gathered, 2*pipelineMost), ended: make(chan struct{})}
	for range pipelines {
		go p.run(ctx, client.Conn())
	}
	return p
}

func (p *pipes) stop() error {
	close(p.asks)
	for range pipelines {
		<-p.ended
	}
	return nil
}

func (p *pipes) run(ctx context.Context, conn *redis.Conn) {
	defer func() { _ = conn.Close(); p.ended <- struct{}{} }()
	for first := range p.asks {
		batch := p.gather(first)
		pipe := conn.Pipeline()
		cmds := make([]*redis.Cmd, len(batch))
		for i, g := range batch {
			cmds[i] = redisClaim.EvalSha(ctx, pipe, redisKeys(g.drop), cardName(g.card))
		}
		_, _ = pipe.Exec(ctx) // each command has its own error
		for i, g := range batch {
			g.answer <- cmds[i]
		}
	}
}

func (p *pipes) gather(first gathered) []gathered {
	batch := []gathered{first}
	for len(batch) < pipelineMost {
		select {
		case g, ok := <-p.asks:
			if !ok {
				return batch
			}
			batch = append(batch, g)
		default:
			return batch
		}
	}
	return batch
}

func (p *pipes) seat() seat {
	answer := make(chan *redis.Cmd, 1)
	return func(drop string, card int64) (int, error) {
		p.asks <- gathered{drop, card, answer}
		return (<-answer).Int()
	}
}
