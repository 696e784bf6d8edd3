"""Turns planned AWS resources into AWS API calls and checks them, member by member."""
