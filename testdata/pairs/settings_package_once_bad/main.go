// Command settings_package_once loads settings once; their validation asks for the settings.
package main

// needs: cross-package, interface

import (
	"fmt"

	"example.com/pairs/settings_package_once_bad/settings"
)

func main() {
	fmt.Println(settings.Get("port"))
}
