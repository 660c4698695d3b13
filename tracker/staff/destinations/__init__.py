"""Looks at the page that codes are to lead to: does it answer, and is it a page for phones?"""
