// Package hpa runs the real horizontal controller of Kubernetes in virtual time: what it decides is
// the truth that the simulator of compare/ is held to.
package hpa

import (
	"context"
	"encoding/json"
	"os"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-logr/logr"
	autoscalingv1 "k8s.io/api/autoscaling/v1"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	v1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta/testrestmapper"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	utilruntime "k8s.io/apimachinery/pkg/util/runtime"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes/fake"
	scalefake "k8s.io/client-go/scale/fake"
	core "k8s.io/client-go/testing"
	"k8s.io/klog/v2"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	_ "k8s.io/kubernetes/pkg/apis/apps/install"
	_ "k8s.io/kubernetes/pkg/apis/autoscaling/install"
	_ "k8s.io/kubernetes/pkg/apis/core/install"
	"k8s.io/kubernetes/pkg/controller/podautoscaler"
)

type load struct {
	CPU   int64 `json:"cpu"`
	Chats int64 `json:"chats"`
}

// fate is what becomes of a pod, in seconds of its age; 0 for what does not happen.
type fate struct {
	Pending  int `json:"pending"`
	Ready    int `json:"ready"`
	Measured int `json:"measured"`
	FlapAt   int `json:"flapAt"`
	FlapFor  int `json:"flapFor"`
	MissAt   int `json:"missAt"`
	MissFor  int `json:"missFor"`
	FailsAt  int `json:"failsAt"`
}

type metric struct {
	Kind   string `json:"kind"`
	Target int64  `json:"target"`
}

type scenario struct {
	Name          string                                         `json:"name"`
	Min           int32                                          `json:"min"`
	Max           int32                                          `json:"max"`
	Initial       int                                            `json:"initial"`
	Metrics       []metric                                       `json:"metrics"`
	Behavior      *autoscalingv2.HorizontalPodAutoscalerBehavior `json:"behavior"`
	CPURequest    int64                                          `json:"cpuRequest"`
	CPULimit      int64                                          `json:"cpuLimit"`
	StartupCPU    int64                                          `json:"startupCpu"`
	MemoryRequest int64                                          `json:"memoryRequest"`
	MemoryBase    int64                                          `json:"memoryBase"`
	MemoryPerChat int64                                          `json:"memoryPerChat"`
	MetricAge     int                                            `json:"metricAge"`
	Window        int                                            `json:"window"`
	Grace         int                                            `json:"grace"`
	AwayAt        int                                            `json:"awayAt"`
	AwayFor       int                                            `json:"awayFor"`
	Step          int                                            `json:"step"`
	Loads         []load                                         `json:"loads"`
	Pods          []fate                                         `json:"pods"`
}

// The flags of kube-controller-manager, at their defaults.
const (
	syncPeriod            = 15 * time.Second
	downscaleWindow       = 5 * time.Minute
	tolerance             = 0.1
	cpuInitialization     = 5 * time.Minute
	initialReadinessDelay = 30 * time.Second
)

func TestController(t *testing.T) {
	klog.SetLogger(logr.Discard())
	// The usual handlers keep the time of the last error, which is in the future of the next bubble.
	utilruntime.ErrorHandlers = nil
	text, err := os.ReadFile(os.Getenv("SCENARIOS"))
	if err != nil {
		t.Fatal(err)
	}
	var scenarios []scenario
	if err := json.Unmarshal(text, &scenarios); err != nil {
		t.Fatal(err)
	}
	decisions := map[string][][2]int{}
	for _, s := range scenarios {
		synctest.Test(t, func(t *testing.T) { decisions[s.Name] = run(t, s) })
	}
	written, err := json.Marshal(decisions)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(os.Getenv("DECISIONS"), written, 0o644); err != nil {
		t.Fatal(err)
	}
}

// run gives the seconds at which the controller changed the number of replicas, and to what.
func run(t *testing.T, s scenario) [][2]int {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	hpa := describeHPA(s)
	w := &world{scenario: s, client: fake.NewSimpleClientset(hpa), start: time.Now()}
	if err := w.resize(ctx, s.Initial); err != nil {
		t.Fatal(err)
	}
	decisions := [][2]int{}
	resized := make(chan int, 1)
	scales := &scalefake.FakeScaleClient{}
	scales.AddReactor("get", "deployments", func(core.Action) (bool, runtime.Object, error) {
		return true, &autoscalingv1.Scale{
			ObjectMeta: metav1.ObjectMeta{Name: "chat", Namespace: namespace},
			Spec:       autoscalingv1.ScaleSpec{Replicas: int32(w.replicas)},
			Status:     autoscalingv1.ScaleStatus{Replicas: int32(w.replicas), Selector: "app=chat"},
		}, nil
	})
	scales.AddReactor("update", "deployments", func(action core.Action) (bool, runtime.Object, error) {
		scale := action.(core.UpdateAction).GetObject().(*autoscalingv1.Scale)
		replicas := int(scale.Spec.Replicas)
		decisions = append(decisions, [2]int{w.now(), replicas})
		resized <- replicas
		return true, scale, nil
	})
	factory := informers.NewSharedInformerFactory(w.client, 0)
	controller := podautoscaler.NewHorizontalController(ctx, w.client.CoreV1(), scales, w.client.AutoscalingV2(),
		testrestmapper.TestOnlyStaticRESTMapper(legacyscheme.Scheme), w,
		factory.Autoscaling().V2().HorizontalPodAutoscalers(), factory.Core().V1().Pods(),
		syncPeriod, downscaleWindow, tolerance, cpuInitialization, initialReadinessDelay)
	factory.Start(ctx.Done())
	go controller.Run(ctx, 1)
	// The world moves a second after each of the controller's looks, and never at the same moment.
	time.Sleep(time.Second)
	for end := len(s.Loads) * s.Step; w.now() < end; time.Sleep(5 * time.Second) {
		select {
		case replicas := <-resized:
			if err := w.resize(ctx, replicas); err != nil {
				t.Fatal(err)
			}
		default:
			if err := w.refresh(ctx); err != nil {
				t.Fatal(err)
			}
		}
		synctest.Wait()
	}
	cancel()
	factory.Shutdown()
	time.Sleep(time.Minute)
	return decisions
}

func describeHPA(s scenario) *autoscalingv2.HorizontalPodAutoscaler {
	specs := []autoscalingv2.MetricSpec{}
	for _, m := range s.Metrics {
		if m.Kind == "pods" {
			specs = append(specs, autoscalingv2.MetricSpec{Type: autoscalingv2.PodsMetricSourceType, Pods: &autoscalingv2.PodsMetricSource{
				Metric: autoscalingv2.MetricIdentifier{Name: "chatbot_chats"},
				Target: autoscalingv2.MetricTarget{Type: autoscalingv2.AverageValueMetricType, AverageValue: resource.NewMilliQuantity(m.Target, resource.DecimalSI)},
			}})
			continue
		}
		target := int32(m.Target)
		specs = append(specs, autoscalingv2.MetricSpec{Type: autoscalingv2.ResourceMetricSourceType, Resource: &autoscalingv2.ResourceMetricSource{
			Name:   v1.ResourceName(m.Kind),
			Target: autoscalingv2.MetricTarget{Type: autoscalingv2.UtilizationMetricType, AverageUtilization: &target},
		}})
	}
	hpa := &autoscalingv2.HorizontalPodAutoscaler{
		ObjectMeta: metav1.ObjectMeta{Name: "chat", Namespace: namespace},
		Spec: autoscalingv2.HorizontalPodAutoscalerSpec{
			ScaleTargetRef: autoscalingv2.CrossVersionObjectReference{APIVersion: "apps/v1", Kind: "Deployment", Name: "chat"},
			MinReplicas:    &s.Min,
			MaxReplicas:    s.Max,
			Metrics:        specs,
			Behavior:       s.Behavior,
		},
	}
	// The fake API sets no defaults, which the real one does.
	legacyscheme.Scheme.Default(hpa)
	return hpa
}
