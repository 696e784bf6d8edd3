package hpa

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	autoscalingv2 "k8s.io/api/autoscaling/v2"
	v1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/client-go/kubernetes/fake"
	"k8s.io/kubernetes/pkg/controller/podautoscaler/metrics"
)

const namespace = "chat"

// world is the pods that the controller looks at, and their load. It is told again in
// tests/compare/simulate/hpa/world.ts; both must agree to the second and to the unit.
type world struct {
	scenario scenario
	client   *fake.Clientset
	start    time.Time
	replicas int
	serial   int
	pods     []*pod
}

type pod struct {
	serial    int
	fate      fate
	createdAt int
	deletedAt int
	object    *v1.Pod
}

func (w *world) now() int { return int(time.Since(w.start) / time.Second) }

func (w *world) at(second int) metav1.Time {
	return metav1.NewTime(w.start.Add(time.Duration(second) * time.Second))
}

// resize adds pods, or begins to remove the youngest.
func (w *world) resize(ctx context.Context, replicas int) error {
	w.replicas = replicas
	alive := w.alive()
	for count := len(alive); count < replicas; count++ {
		p := &pod{serial: w.serial, fate: w.scenario.Pods[w.serial%len(w.scenario.Pods)], createdAt: w.now(), deletedAt: -1}
		w.serial++
		p.object = w.describe(p)
		w.pods = append(w.pods, p)
		if _, err := w.client.CoreV1().Pods(namespace).Create(ctx, p.object.DeepCopy(), metav1.CreateOptions{}); err != nil {
			return err
		}
	}
	for len(alive) > replicas {
		alive[len(alive)-1].deletedAt = w.now()
		alive = alive[:len(alive)-1]
	}
	return w.refresh(ctx)
}

func (w *world) alive() []*pod {
	alive := []*pod{}
	for _, p := range w.pods {
		if p.deletedAt < 0 {
			alive = append(alive, p)
		}
	}
	return alive
}

// refresh tells the API of what time has changed.
func (w *world) refresh(ctx context.Context) error {
	api := w.client.CoreV1().Pods(namespace)
	for _, p := range w.pods {
		if p.deletedAt >= 0 && w.now() >= p.deletedAt+w.scenario.Grace {
			if err := api.Delete(ctx, p.object.Name, metav1.DeleteOptions{}); err != nil {
				return err
			}
			continue
		}
		next := w.describe(p)
		if looksLike(next, p.object) {
			continue
		}
		p.object = next
		if _, err := api.Update(ctx, next.DeepCopy(), metav1.UpdateOptions{}); err != nil {
			return err
		}
	}
	w.pods = slices.DeleteFunc(w.pods, func(p *pod) bool {
		return p.deletedAt >= 0 && w.now() >= p.deletedAt+w.scenario.Grace
	})
	return nil
}

// looksLike is whether nothing of what time changes in a pod has changed.
func looksLike(a, b *v1.Pod) bool {
	return a.Status.Phase == b.Status.Phase && a.DeletionTimestamp.Equal(b.DeletionTimestamp) &&
		slices.Equal(a.Status.Conditions, b.Status.Conditions)
}

func (p *pod) age(now int) int { return now - p.createdAt - p.fate.Pending }

func (p *pod) running(now int) bool { return p.age(now) >= 0 && !p.failed(now) }

func (p *pod) failed(now int) bool { return p.fate.FailsAt > 0 && p.age(now) >= p.fate.FailsAt }

// readiness is whether a pod is ready, and since which second of its age.
func (p *pod) readiness(now int) (bool, int) {
	age, f := p.age(now), p.fate
	switch {
	case age < f.Ready:
		return false, 0
	case f.FlapAt <= f.Ready || age < f.FlapAt:
		return true, f.Ready
	case age < f.FlapAt+f.FlapFor:
		return false, f.FlapAt
	default:
		return true, f.FlapAt + f.FlapFor
	}
}

func (p *pod) serves(now int) bool {
	ready, _ := p.readiness(now)
	return p.running(now) && ready && p.deletedAt < 0
}

func (p *pod) measured(now int) bool {
	age, f := p.age(now), p.fate
	return p.running(now) && age >= f.Measured && (age < f.MissAt || age >= f.MissAt+f.MissFor)
}

func (w *world) describe(p *pod) *v1.Pod {
	now := w.now()
	object := &v1.Pod{
		ObjectMeta: metav1.ObjectMeta{Name: fmt.Sprintf("p%d", p.serial), Namespace: namespace, Labels: map[string]string{"app": "chat"}},
		Spec: v1.PodSpec{Containers: []v1.Container{{Name: "chat", Resources: v1.ResourceRequirements{Requests: v1.ResourceList{
			v1.ResourceCPU:    *resource.NewMilliQuantity(w.scenario.CPURequest, resource.DecimalSI),
			v1.ResourceMemory: *resource.NewQuantity(w.scenario.MemoryRequest, resource.BinarySI),
		}}}}},
		Status: v1.PodStatus{Phase: v1.PodPending},
	}
	if p.deletedAt >= 0 {
		deleted := w.at(p.deletedAt)
		object.DeletionTimestamp = &deleted
	}
	if p.age(now) < 0 {
		return object
	}
	started := p.createdAt + p.fate.Pending
	startTime := w.at(started)
	object.Status.StartTime = &startTime
	object.Status.Phase = v1.PodRunning
	if p.failed(now) {
		object.Status.Phase = v1.PodFailed
	}
	ready, since := p.readiness(now)
	status := v1.ConditionFalse
	if ready {
		status = v1.ConditionTrue
	}
	object.Status.Conditions = []v1.PodCondition{{Type: v1.PodReady, Status: status, LastTransitionTime: w.at(started + since)}}
	return object
}

func (w *world) load() load {
	return w.scenario.Loads[min(w.now()/w.scenario.Step, len(w.scenario.Loads)-1)]
}

// samples is one value of each pod that has metrics: of those that serve by their share of the load.
func (w *world) samples(value func(share int64, serves bool) int64, demand int64, age int) metrics.PodMetricsInfo {
	now := w.now()
	serving := int64(0)
	for _, p := range w.pods {
		if p.serves(now) {
			serving++
		}
	}
	found := metrics.PodMetricsInfo{}
	for _, p := range w.pods {
		if !p.measured(now) {
			continue
		}
		found[p.object.Name] = metrics.PodMetric{
			Timestamp: w.at(now - age).Time,
			Window:    time.Duration(w.scenario.Window) * time.Second,
			Value:     value(demand/max(1, serving), p.serves(now)),
		}
	}
	return found
}

var errNoMetrics = errors.New("the metrics API is away")

func (w *world) away() bool {
	now := w.now()
	return now >= w.scenario.AwayAt && now < w.scenario.AwayAt+w.scenario.AwayFor
}

func (w *world) GetResourceMetric(_ context.Context, name v1.ResourceName, _ string, _ labels.Selector, _ string) (metrics.PodMetricsInfo, time.Time, error) {
	s := w.scenario
	var found metrics.PodMetricsInfo
	if name == v1.ResourceCPU {
		found = w.samples(func(share int64, serves bool) int64 {
			if !serves {
				return s.StartupCPU
			}
			return min(share, s.CPULimit)
		}, w.load().CPU, s.MetricAge)
	} else {
		found = w.samples(func(share int64, serves bool) int64 {
			if !serves {
				share = 0
			}
			return min(s.MemoryRequest, s.MemoryBase+share*s.MemoryPerChat) * 1000
		}, w.load().Chats, s.MetricAge)
	}
	if len(found) == 0 {
		return nil, time.Time{}, errNoMetrics
	}
	return found, time.Now(), nil
}

func (w *world) GetRawMetric(string, string, labels.Selector, labels.Selector) (metrics.PodMetricsInfo, time.Time, error) {
	found := w.samples(func(share int64, serves bool) int64 {
		if !serves {
			return 0
		}
		return share
	}, w.load().Chats*1000, 0)
	if w.away() || len(found) == 0 {
		return nil, time.Time{}, errNoMetrics
	}
	return found, time.Now(), nil
}

func (w *world) GetObjectMetric(string, string, *autoscalingv2.CrossVersionObjectReference, labels.Selector) (int64, time.Time, error) {
	return 0, time.Time{}, errNoMetrics
}

func (w *world) GetExternalMetric(string, string, labels.Selector) ([]int64, time.Time, error) {
	return nil, time.Time{}, errNoMetrics
}
