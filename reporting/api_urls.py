"""The API of this app."""

urlpatterns = []
