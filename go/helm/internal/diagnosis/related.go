package diagnosis

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/fields"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/kubernetes"

	"bunhelm/helm/internal/evidence"
)

// looker looks at what belongs to objects. What the user may not read is asked once and left out.
type looker struct {
	set    kubernetes.Interface
	denied map[string]bool // "pods namespace"
	failed bool            // something could not be read now
	// warnings of a namespace, by the UID of their object; good for one round.
	warnings map[string]map[types.UID][]corev1.Event
}

func newLooker(set kubernetes.Interface) *looker {
	return &looker{set: set, denied: map[string]bool{}, warnings: map[string]map[types.UID][]corev1.Event{}}
}

// forget begins a new round.
func (l *looker) forget() { clear(l.warnings) }

// may reads a list unless that was forbidden before.
func may[T any](l *looker, resource, namespace string, read func() (T, error)) (found T) {
	key := resource + " " + namespace
	if l.denied[key] {
		return found
	}
	found, err := read()
	if apierrors.IsForbidden(err) {
		l.denied[key] = true
	} else if err != nil && !apierrors.IsNotFound(err) {
		l.failed = true
	}
	if err != nil {
		var none T
		return none
	}
	return found
}

// family is what belongs to an object: its pods, newest first, and the ReplicaSets of a Deployment, that of
// its newest revision first.
type family struct {
	pods []corev1.Pod
	sets []appsv1.ReplicaSet
}

// cached lets the API server answer from its memory.
const cached = "0"

// familyOf finds what belongs to an object by owner references: others' pods may have the same labels.
func (l *looker) familyOf(ctx context.Context, object *unstructured.Unstructured) (f family) {
	namespace, owners := object.GetNamespace(), map[types.UID]bool{object.GetUID(): true}
	selector, ok := selectorOf(object)
	switch {
	case object.GetKind() == "Pod" && object.GetAPIVersion() == "v1":
		pod := may(l, "pods", namespace, func() (*corev1.Pod, error) {
			return l.set.CoreV1().Pods(namespace).Get(ctx, object.GetName(), metav1.GetOptions{})
		})
		if pod != nil && pod.UID == object.GetUID() {
			f.pods = []corev1.Pod{*pod}
		}
		return f
	case !ok || object.GetUID() == "":
		return f
	}
	options := metav1.ListOptions{LabelSelector: selector, ResourceVersion: cached}
	owned := func(pod *corev1.Pod) bool { return ownedBy(pod, owners) }
	if object.GetKind() == "Deployment" {
		sets := may(l, "replicasets", namespace, func() (*appsv1.ReplicaSetList, error) {
			return l.set.AppsV1().ReplicaSets(namespace).List(ctx, options)
		})
		if sets != nil {
			f.sets = slices.DeleteFunc(sets.Items, func(set appsv1.ReplicaSet) bool { return !ownedBy(&set, owners) })
		}
		slices.SortStableFunc(f.sets, func(a, b appsv1.ReplicaSet) int { return cmp.Compare(revisionOf(&b), revisionOf(&a)) })
		for _, set := range f.sets {
			owners[set.UID] = true
		}
		if l.denied["replicasets "+namespace] {
			owned = func(pod *corev1.Pod) bool { return fromSetOf(pod, object.GetName()) }
		}
	}
	pods := may(l, "pods", namespace, func() (*corev1.PodList, error) {
		return l.set.CoreV1().Pods(namespace).List(ctx, options)
	})
	if pods == nil {
		return f
	}
	f.pods = slices.DeleteFunc(pods.Items, func(pod corev1.Pod) bool { return !owned(&pod) })
	slices.SortStableFunc(f.pods, func(a, b corev1.Pod) int { return b.CreationTimestamp.Compare(a.CreationTimestamp.Time) })
	return f
}

func ownedBy(object metav1.Object, owners map[types.UID]bool) bool {
	return slices.ContainsFunc(object.GetOwnerReferences(), func(o metav1.OwnerReference) bool { return owners[o.UID] })
}

// fromSetOf tells by names whether a pod is of a Deployment, for a user who may not read ReplicaSets.
func fromSetOf(pod *corev1.Pod, deployment string) bool {
	owner := metav1.GetControllerOf(pod)
	return owner != nil && owner.Kind == "ReplicaSet" && owner.Name == deployment+"-"+pod.Labels[appsv1.DefaultDeploymentUniqueLabelKey]
}

func revisionOf(set *appsv1.ReplicaSet) int {
	revision, _ := strconv.Atoi(set.Annotations["deployment.kubernetes.io/revision"])
	return revision
}

// selectorOf is the selector of a workload, within which its pods are.
func selectorOf(object *unstructured.Unstructured) (selector string, ok bool) {
	switch object.GetKind() {
	case "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job":
		var parsed metav1.LabelSelector
		content, _, _ := unstructured.NestedMap(object.Object, "spec", "selector")
		if content == nil || runtime.DefaultUnstructuredConverter.FromUnstructured(content, &parsed) != nil {
			return "", false
		}
		return metav1.FormatLabelSelector(&parsed), true
	case "ReplicationController":
		labels, _, _ := unstructured.NestedStringMap(object.Object, "spec", "selector")
		return metav1.FormatLabelSelector(&metav1.LabelSelector{MatchLabels: labels}), labels != nil
	}
	return "", !builtIn(object) // whatever a controller of its own has made, it may be anywhere
}

// builtIn tells Kubernetes' own kinds from others.
func builtIn(object *unstructured.Unstructured) bool {
	group := object.GroupVersionKind().Group
	return !strings.Contains(group, ".") || strings.HasSuffix(group, ".k8s.io")
}

// warningsOf are the warnings about an object, newest last.
func (l *looker) warningsOf(ctx context.Context, namespace string, uid types.UID) []corev1.Event {
	known, asked := l.warnings[namespace]
	if !asked {
		known = map[types.UID][]corev1.Event{}
		list := may(l, "events", namespace, func() (*corev1.EventList, error) {
			return l.set.CoreV1().Events(namespace).List(ctx, metav1.ListOptions{FieldSelector: fields.OneTermEqualSelector("type", corev1.EventTypeWarning).String()})
		})
		if list != nil {
			sortEvents(list.Items)
			for _, e := range list.Items {
				known[e.InvolvedObject.UID] = append(known[e.InvolvedObject.UID], e)
			}
		}
		l.warnings[namespace] = known
	}
	return known[uid]
}

func sortEvents(events []corev1.Event) {
	slices.SortStableFunc(events, func(a, b corev1.Event) int { return seenAt(a).Compare(seenAt(b)) })
}

// why says why an object is not ready, from what belongs to it.
func (l *looker) why(ctx context.Context, object *unstructured.Unstructured, f family) evidence.Why {
	namespace := object.GetNamespace()
	if object.GetKind() == "PersistentVolumeClaim" {
		return l.claimWhy(ctx, namespace, object.GetName())
	}
	pods := f.pods
	if len(f.sets) > 0 { // what an older revision suffers from explains nothing
		newest := map[types.UID]bool{f.sets[0].UID: true}
		pods = slices.DeleteFunc(slices.Clone(pods), func(p corev1.Pod) bool { return !ownedBy(&p, newest) })
	}
	var gentle evidence.Why
	for i := range pods {
		pod := &pods[i]
		if well(pod) || pod.DeletionTimestamp != nil {
			continue
		}
		why, soft := podWhy(pod, func() []corev1.Event { return l.warningsOf(ctx, namespace, pod.UID) })
		switch {
		case why.Reason == "":
		case soft:
			gentle = why
		default:
			return l.withClaims(ctx, pod, why)
		}
	}
	if len(f.sets) > 0 {
		if why := setWhy(&f.sets[0]); why.Reason != "" {
			return why
		}
	}
	if why := l.creationWhy(ctx, object, f.pods); why.Reason != "" {
		return why
	}
	if gentle.Reason != "" || len(f.pods) > 0 {
		return gentle
	}
	return newest(l.warningsOf(ctx, namespace, object.GetUID()), func(corev1.Event) bool { return true })
}

// creationWhy says that a controller could not make pods, if that is so still: no pod came later.
func (l *looker) creationWhy(ctx context.Context, object *unstructured.Unstructured, pods []corev1.Pod) evidence.Why {
	if object.GetKind() == "Deployment" {
		if l.denied["replicasets "+object.GetNamespace()] {
			return conditionWhy(object, "ReplicaFailure")
		}
		return evidence.Why{}
	}
	return newest(l.warningsOf(ctx, object.GetNamespace(), object.GetUID()), func(e corev1.Event) bool {
		return e.Reason == failedCreate && !slices.ContainsFunc(pods, func(p corev1.Pod) bool {
			return p.CreationTimestamp.After(seenAt(e))
		})
	})
}

// conditionWhy is what a condition of an object says, if it holds.
func conditionWhy(object *unstructured.Unstructured, kind string) evidence.Why {
	conditions, _, _ := unstructured.NestedSlice(object.Object, "status", "conditions")
	for _, one := range conditions {
		if c, ok := one.(map[string]any); ok && c["type"] == kind && c["status"] == "True" {
			reason, _ := c["reason"].(string)
			message, _ := c["message"].(string)
			return told(reason, message)
		}
	}
	return evidence.Why{}
}

// withClaims adds why a pod's claims are not bound, which the scheduler does not say.
func (l *looker) withClaims(ctx context.Context, pod *corev1.Pod, why evidence.Why) evidence.Why {
	if !strings.Contains(why.Message, "ersistent") {
		return why
	}
	for _, volume := range pod.Spec.Volumes {
		if volume.PersistentVolumeClaim == nil {
			continue
		}
		name := volume.PersistentVolumeClaim.ClaimName
		if claim := l.claimWhy(ctx, pod.Namespace, name); claim.Reason != "" {
			why.Message += "; PersistentVolumeClaim/" + name + ": " + claim.Reason + ": " + claim.Message
			break
		}
	}
	return why
}

// claimWhy is the last that was said of a claim that is not bound. Not all of it is a warning.
func (l *looker) claimWhy(ctx context.Context, namespace, name string) evidence.Why {
	claim := may(l, "persistentvolumeclaims", namespace, func() (*corev1.PersistentVolumeClaim, error) {
		return l.set.CoreV1().PersistentVolumeClaims(namespace).Get(ctx, name, metav1.GetOptions{})
	})
	if claim == nil || claim.Status.Phase == corev1.ClaimBound {
		return evidence.Why{}
	}
	list := may(l, "events", namespace, func() (*corev1.EventList, error) {
		return l.set.CoreV1().Events(namespace).List(ctx, metav1.ListOptions{
			FieldSelector: fields.OneTermEqualSelector("involvedObject.uid", string(claim.UID)).String(),
		})
	})
	if list == nil {
		return evidence.Why{}
	}
	sortEvents(list.Items)
	return newest(list.Items, func(corev1.Event) bool { return true })
}

// well: it is ready, or has done its work.
func well(pod *corev1.Pod) bool { return ready(pod) || pod.Status.Phase == corev1.PodSucceeded }
