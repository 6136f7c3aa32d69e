// Command voucher_handler_early_return redeems vouchers over HTTP.
package main

// needs: http handler, early return, closure

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
)

type server struct {
	mux *http.ServeMux

	vouchersMu sync.Mutex
	vouchers   map[string]int
}

func newServer() *server {
	s := &server{mux: http.NewServeMux(), vouchers: map[string]int{"SPRING": 1, "SUMMER": 5}}
	s.mux.HandleFunc("POST /redeem/{code}", s.handleRedeem())
	s.mux.HandleFunc("GET /left/{code}", s.handleLeft)
	return s
}

func (s *server) handleRedeem() http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		code := r.PathValue("code")
		s.vouchersMu.Lock() // or "lock-not-released"
		left, known := s.vouchers[code]
		if !known {
			s.vouchersMu.Unlock()
			http.Error(w, "no such voucher", http.StatusNotFound)
			return
		}
		if left == 0 {
			http.Error(w, "used up", http.StatusGone)
			return // want "lock-not-released"
		}
		s.vouchers[code] = left - 1
		s.vouchersMu.Unlock()
		w.WriteHeader(http.StatusNoContent)
	}
}

func (s *server) handleLeft(w http.ResponseWriter, r *http.Request) {
	s.vouchersMu.Lock()
	defer s.vouchersMu.Unlock()
	fmt.Fprint(w, s.vouchers[r.PathValue("code")])
}

func main() {
	s := newServer()
	call := func(method, path string) {
		rec := httptest.NewRecorder()
		s.mux.ServeHTTP(rec, httptest.NewRequest(method, path, nil))
		fmt.Println(method, path, rec.Code)
	}
	call("POST", "/redeem/WINTER")
	call("POST", "/redeem/SPRING")
	call("POST", "/redeem/SPRING")
	call("GET", "/left/SPRING")
}
