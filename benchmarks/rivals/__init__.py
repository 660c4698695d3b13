"""Other ways to print the same order, each as good as its tools allow, and frozen since its first commit."""
