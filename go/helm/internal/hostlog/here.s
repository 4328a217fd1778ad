// Empty: lets here.go declare a function that is not written in it.
