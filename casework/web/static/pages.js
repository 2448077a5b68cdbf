// The program
