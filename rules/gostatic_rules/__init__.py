"""The rules of gostatic, one module with its page and its examples each; found through ``registry``."""
