module example.com/tempting

go 1.25
