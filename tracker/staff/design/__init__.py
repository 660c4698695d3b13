"""The wizard's design step: a gallery, texts with the preview beside them, colours and the library's logo."""
