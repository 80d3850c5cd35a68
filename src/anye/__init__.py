"""Anye 安业: an employment policy that runs, each figure traced to the sentence it rests on."""

__version__ = "0.1.0"
