"""Writing a row that services write too."""

from django.contrib import admin


class SavesOnlyChanges(admin.ModelAdmin):
    """Writes the fields the form changed and leaves the others alone.

    Django writes the whole row as it was when the page was sent; a comment counted or a person
    suspended between its reading and its writing would be undone.
    """

    def save_model(self, request, obj, form, change):
        if not change:
            super().save_model(request, obj, form, change)
            return
        columns = {field.name for field in obj._meta.concrete_fields}
        obj.save(update_fields=columns & set(form.changed_data))
