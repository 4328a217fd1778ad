package kinds

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"

	yamlutil "k8s.io/apimachinery/pkg/util/yaml"
	"sigs.k8s.io/yaml"

	"bunhelm/helm/internal/wire"
)

// Document is that of one object.
type Document struct {
	Ref  wire.ResourceRef
	Text string
}

// Split gives each object of a document, which may be a List, a document of its own.
func Split(document string) (found []Document) {
	_ = eachObject([]byte(document), func(text []byte) error {
		var head struct {
			APIVersion string `json:"apiVersion"`
			Kind       string `json:"kind"`
			Metadata   struct {
				Name      string `json:"name"`
				Namespace string `json:"namespace"`
			} `json:"metadata"`
		}
		if yaml.Unmarshal(text, &head) == nil && head.Kind != "" && head.Metadata.Name != "" {
			ref := wire.ResourceRef{ApiVersion: head.APIVersion, Kind: head.Kind, Namespace: head.Metadata.Namespace, Name: head.Metadata.Name}
			found = append(found, Document{ref, string(text)})
		}
		return nil
	})
	return found
}

func eachDocument(text []byte, do func([]byte) error) error {
	reader := yamlutil.NewYAMLReader(bufio.NewReader(bytes.NewReader(text)))
	for {
		document, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = do(document)
		}
		if err != nil {
			return err
		}
	}
}

// eachObject goes through documents, and through what Lists hold.
func eachObject(manifest []byte, do func([]byte) error) error {
	return eachDocument(manifest, func(text []byte) error {
		var list struct {
			Kind  string            `json:"kind"`
			Items []json.RawMessage `json:"items"`
		}
		if err := yaml.Unmarshal(text, &list); err != nil || !strings.HasSuffix(list.Kind, "List") || list.Items == nil {
			return do(text)
		}
		for _, item := range list.Items {
			if err := eachObject(item, do); err != nil {
				return err
			}
		}
		return nil
	})
}
