// Command settings_package_once loads settings once; their validation asks for the settings.
package main

import (
	"fmt"

	"example.com/pairs/settings_package_once_good/settings"
)

func main() {
	fmt.Println(settings.Get("port"))
}
