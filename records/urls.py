"""Pages of this app."""

from django.shortcuts import render
from django.urls import path

urlpatterns = [path("", lambda request: render(request, "pages/help.html"), name="home")]
