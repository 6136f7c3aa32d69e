module example.com/tour_fixed

go 1.22
